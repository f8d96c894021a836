/* latency_probe: how late a reader of input devices is, beyond what it means to be (LD_PRELOAD).
 *
 * Watches the main thread's calls. For each read(2) of events, the latency is the time from the stamp
 * of the oldest event to the thread's next system call, by which it has done with them; sleeps asked
 * for since the read before are deliberate and taken off. Counts the system calls too. At the end the
 * file $LATENCY_PROBE gets ONE JSON object.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/input.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { BINS = 200000 };                 /* microseconds; the last one holds all that is later */
static uint32_t histogram[BINS];
static uint64_t samples, events, reads, other_reads, waits, polls, sleeps, clocks, others;
static __thread bool is_main;
static int64_t slept, oldest = -1, oldest_slept;

static int64_t now(void)
{
	struct timespec time;
	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static long raw(long number, long a, long b, long c, long d, long e, long f)
{
	long result;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	__asm__ volatile("syscall" : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	if (result < 0 && result > -4096) {
		errno = (int)-result;
		return -1;
	}
	return result;
}

static int64_t percentile(double share)
{
	uint64_t wanted = (uint64_t)(share * (double)samples + 0.5), seen = 0;
	for (int i = 0; i < BINS; i++)
		if ((seen += histogram[i]) >= wanted && seen)
			return i;
	return 0;
}

__attribute__((constructor)) static void begin(void) { is_main = true; }

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("LATENCY_PROBE");
	FILE *file = path && is_main ? fopen(path, "w") : NULL;
	if (!file)
		return;
	fprintf(file, "{\"samples\": %" PRIu64 ", \"events\": %" PRIu64 ", \"reads\": %" PRIu64
		", \"other_reads\": %" PRIu64 ", \"waits\": %" PRIu64 ", \"polls\": %" PRIu64
		", \"sleeps\": %" PRIu64 ", \"clocks\": %" PRIu64 ", \"others\": %" PRIu64
		", \"p50\": %" PRId64 ", \"p99\": %" PRId64 ", \"p999\": %" PRId64 "}\n",
		samples, events, reads, other_reads, waits, polls, sleeps, clocks, others,
		percentile(.5), percentile(.99), percentile(.999));
	fclose(file);
}

/* The thread has come to its next call: it is done with what it read. */
static void done(void)
{
	if (oldest < 0)
		return;
	int64_t late = (now() - oldest - oldest_slept) / 1000;
	histogram[late < 0 ? 0 : late < BINS ? late : BINS - 1]++;
	samples++;
	oldest = -1;
}

ssize_t read(int descriptor, void *buffer, size_t size)
{
	if (!is_main)
		return raw(SYS_read, descriptor, (long)buffer, (long)size, 0, 0, 0);
	done();
	ssize_t got = raw(SYS_read, descriptor, (long)buffer, (long)size, 0, 0, 0);
	bool is_device = size >= 64 * sizeof(struct input_event);
	if (!is_device) {
		other_reads++;
		return got;
	}
	reads++;
	if (got < (ssize_t)sizeof(struct input_event))
		return got;
	const struct input_event *first = buffer;
	events += (size_t)got / sizeof *first;
	oldest = ((int64_t)first->input_event_sec * 1000000 + first->input_event_usec) * 1000;
	oldest_slept = slept;
	slept = 0;
	return got;
}

int nanosleep(const struct timespec *asked, struct timespec *left)
{
	if (is_main) {
		done();
		sleeps++;
		slept += (int64_t)asked->tv_sec * 1000000000 + asked->tv_nsec;
	}
	return (int)raw(SYS_nanosleep, (long)asked, (long)left, 0, 0, 0, 0);
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
	static int (*real)(clockid_t, struct timespec *);
	if (!real)
		real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
	if (is_main)
		clocks++;
	return real(clock, time);
}

int epoll_wait(int epoll, struct epoll_event *found, int capacity, int timeout)
{
	if (is_main) {
		done();
		if (timeout == 0)
			polls++;
		else
			waits++;
	}
	return (int)raw(SYS_epoll_wait, epoll, (long)found, capacity, timeout, 0, 0);
}

long syscall(long number, ...)
{
	va_list rest;
	long a[6];
	va_start(rest, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(rest, long);
	va_end(rest);
	if (is_main && number != SYS_clock_gettime) {
		done();
		const struct timespec *timeout = (const struct timespec *)a[3];
		if (number != SYS_epoll_pwait2)
			others++;
		else if (timeout && timeout->tv_sec == 0 && timeout->tv_nsec == 0)
			polls++;
		else
			waits++;
	}
	return raw(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
