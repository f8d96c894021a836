/* call_costs: what the system calls of a reader of input devices cost here, in CPU time of the thread.
 *
 * Prints ONE JSON object, nanoseconds a call: read_3 and read_33 are reads of so many events that wait
 * in a pipe, poll is epoll_pwait2 that finds one at once, wait is one that sleeps first, sleep is a
 * nanosleep, clock is clock_gettime. Each is the least of several rounds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int ends[2], epoll;
static char buffer[24 * 64];
static struct epoll_event found[64];
static const struct timespec at_once = { 0, 0 }, moment = { 0, 200000 };

static int64_t thread_time(void)
{
	struct timespec time;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void check(long result)
{
	if (result < 0) {
		perror("call_costs");
		exit(1);
	}
}

static void read_3(void) { check(read(ends[0], buffer, 24 * 3)); }
static void read_33(void) { check(read(ends[0], buffer, 24 * 33)); }
static void poll(void) { check(syscall(SYS_epoll_pwait2, epoll, found, 64, &at_once, NULL, 0)); }
static void wait(void) { check(syscall(SYS_epoll_pwait2, epoll, found, 64, &moment, NULL, 0)); }
static void sleep_moment(void) { nanosleep(&moment, NULL); }
static void clock_once(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
}

static void fill(size_t bytes)
{
	static char zeros[65536];
	while (bytes > 0) {
		ssize_t put = write(ends[1], zeros, bytes < sizeof zeros ? bytes : sizeof zeros);
		check(put);
		bytes -= (size_t)put;
	}
}

static double cost(void (*call)(void), int count, size_t bytes_a_call, size_t bytes_before)
{
	int64_t least = INT64_MAX;
	for (int round = 0; round < 15; round++) {
		fill(bytes_a_call * (size_t)count + bytes_before);
		int64_t begin = thread_time();
		for (int i = 0; i < count; i++)
			call();
		int64_t took = thread_time() - begin;
		if (took < least)
			least = took;
		if (bytes_before)
			check(read(ends[0], buffer, bytes_before));
	}
	return (double)least / count;
}

int main(void)
{
	check(pipe(ends));
	check(fcntl(ends[1], F_SETPIPE_SZ, 1 << 20));
	check(epoll = epoll_create1(0));
	struct epoll_event event = { .events = EPOLLIN };
	check(epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event));
	printf("{\"read_3\": %.1f, \"read_33\": %.1f, \"poll\": %.1f, \"wait\": %.1f, \"sleep\": %.1f, "
	       "\"clock\": %.1f}\n",
	       cost(read_3, 5000, 24 * 3, 0), cost(read_33, 500, 24 * 33, 0), cost(poll, 5000, 0, 24),
	       cost(wait, 300, 0, 0), cost(sleep_moment, 300, 0, 0), cost(clock_once, 20000, 0, 0));
	return 0;
}
