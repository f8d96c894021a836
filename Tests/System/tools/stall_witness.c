/* stall_witness: tells when a processor of this machine stood still.
 *
 * A thread on each processor, above whatever else runs, wants to run every two milliseconds. Where it
 * comes fifteen or more late, the machine itself had stopped: an emulated one stops where its host gives
 * it no time. A line for each: from when until when, in seconds of the wall clock. Runs until killed.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const int64_t period = 2000000, late = 15000000;

static int64_t now(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void *watch(void *unused)
{
	(void)unused;
	for (int64_t next = now(CLOCK_MONOTONIC) + period;;) {
		struct timespec when = { .tv_sec = next / 1000000000, .tv_nsec = next % 1000000000 };
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL);
		int64_t delay = now(CLOCK_MONOTONIC) - next;
		if (delay >= late) {
			double end = now(CLOCK_REALTIME) / 1e9;
			printf("%.6f %.6f\n", end - delay / 1e9, end);
			fflush(stdout);
		}
		next = now(CLOCK_MONOTONIC) + period;
	}
	return NULL;
}

int main(void)
{
	struct sched_param priority = { .sched_priority = 90 };
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	for (long processor = 0; processor < processors; processor++) {
		pthread_attr_t attributes;
		pthread_t thread;
		cpu_set_t set;
		CPU_ZERO(&set);
		CPU_SET(processor, &set);
		pthread_attr_init(&attributes);
		pthread_attr_setaffinity_np(&attributes, sizeof set, &set);
		pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
		pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
		pthread_attr_setschedparam(&attributes, &priority);
		if (pthread_create(&thread, &attributes, watch, NULL) != 0) {
			perror("pthread_create");
			return 1;
		}
	}
	pause();
	return 0;
}
