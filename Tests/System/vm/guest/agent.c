/* Runs commands in the test machine for the host, over a virtio serial port.
 *
 * The host sends, any number at a time:
 *     ID TIMEOUT_MS SCRIPT_BYTES INPUT_BYTES\n  then the script, then the input
 * Each script runs at once, in a session of its own: `bash -c SCRIPT`, the input on its standard
 * input. When it ends the host gets, in whatever order they end:
 *     ID STATUS OUTPUT_BYTES\n  then its standard output and error, as they were written
 * STATUS is the exit status, 128 + signal, or 124 for a script that ran out of time and was killed
 * with its whole session's process group. What a script leaves running in the background lives on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_JOBS 64

struct job {
	unsigned long id;
	pid_t pid;
	int pidfd, output;
	int64_t deadline_ms;
	int timed_out;
};

static struct job jobs[MOST_JOBS];
static int job_count;
static int port;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until the host has connected, a virtio port reads as ended and refuses writes. */
static void read_all(void *to, size_t size)
{
	for (char *at = to; size > 0;) {
		ssize_t got = read(port, at, size);
		if (got > 0) {
			at += got;
			size -= (size_t)got;
		} else if (got < 0 && errno != EINTR && errno != EAGAIN) {
			die("agent: reading the port");
		} else {
			usleep(20000);
		}
	}
}

static void write_all(const void *from, size_t size)
{
	for (const char *at = from; size > 0;) {
		ssize_t put = write(port, at, size);
		if (put > 0) {
			at += put;
			size -= (size_t)put;
		} else if (put < 0 && errno != EINTR && errno != EAGAIN && errno != EPIPE) {
			die("agent: writing to the port");
		} else {
			usleep(20000);
		}
	}
}

/* The next `size` bytes of the port as a file of its own, read from its start. */
static int receive_file(size_t size)
{
	static char buffer[65536];
	int file = memfd_create("input", MFD_CLOEXEC);
	if (file < 0)
		die("agent: memfd_create");
	while (size > 0) {
		size_t part = size < sizeof buffer ? size : sizeof buffer;
		read_all(buffer, part);
		if (write(file, buffer, part) != (ssize_t)part)
			die("agent: storing the input");
		size -= part;
	}
	lseek(file, 0, SEEK_SET);
	return file;
}

static void start(void)
{
	char head[128], *script;
	size_t length = 0, script_bytes, input_bytes;
	unsigned long id;
	long timeout_ms;

	do {
		if (length == sizeof head - 1)
			die("agent: a request without end");
		read_all(&head[length], 1);
	} while (head[length++] != '\n');
	head[length] = 0;
	if (sscanf(head, "%lu %ld %zu %zu", &id, &timeout_ms, &script_bytes, &input_bytes) != 4)
		die("agent: a request that is none");
	script = malloc(script_bytes + 1);
	if (!script)
		die("agent: malloc");
	read_all(script, script_bytes);
	script[script_bytes] = 0;

	int input = receive_file(input_bytes), output = memfd_create("output", MFD_CLOEXEC);
	pid_t pid = output < 0 ? -1 : fork();
	if (pid < 0)
		die("agent: fork");
	if (pid == 0) {
		setsid();
		dup2(input, 0);
		dup2(output, 1);
		dup2(output, 2);
		execl("/bin/bash", "bash", "-c", script, NULL);
		_exit(127);
	}
	free(script);
	close(input);
	jobs[job_count++] = (struct job){
		.id = id, .pid = pid, .output = output, .deadline_ms = now_ms() + timeout_ms,
		.pidfd = (int)syscall(SYS_pidfd_open, pid, 0) };
}

static void finish(int index)
{
	struct job job = jobs[index];
	char head[64];
	int status;

	jobs[index] = jobs[--job_count];
	waitpid(job.pid, &status, 0);
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	/* What the script left behind may still write there: what counts is what is there now. */
	off_t size = lseek(job.output, 0, SEEK_END);
	void *bytes = size > 0 ? mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, job.output, 0) : NULL;
	if (bytes == MAP_FAILED)
		die("agent: mmap");
	int length = snprintf(head, sizeof head, "%lu %d %zu\n", job.id, job.timed_out ? 124 : status,
			      (size_t)size);
	write_all(head, (size_t)length);
	write_all(bytes, (size_t)size);
	if (bytes)
		munmap(bytes, (size_t)size);
	close(job.output);
	close(job.pidfd);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: agent PORT\n");
		return 64;
	}
	port = open(argv[1], O_RDWR | O_CLOEXEC);
	if (port < 0)
		die(argv[1]);
	for (;;) {
		struct pollfd polled[MOST_JOBS + 1] = { { .fd = port, .events = POLLIN } };
		int64_t wait_ms = -1, now = now_ms();
		int polled_jobs = job_count;
		for (int i = 0; i < polled_jobs; i++) {
			polled[i + 1] = (struct pollfd){ .fd = jobs[i].pidfd, .events = POLLIN };
			int64_t left = jobs[i].deadline_ms - now;
			if (left <= 0 && !jobs[i].timed_out) {
				kill(-jobs[i].pid, SIGKILL);
				kill(jobs[i].pid, SIGKILL);
				jobs[i].timed_out = 1;
			} else if (!jobs[i].timed_out && (wait_ms < 0 || left < wait_ms)) {
				wait_ms = left;
			}
		}
		if (job_count == MOST_JOBS)
			polled[0].fd = -1;
		if (poll(polled, (nfds_t)polled_jobs + 1, (int)wait_ms) < 0 && errno != EINTR)
			die("agent: poll");
		/* From the last to the first: finishing one moves only those after it. */
		for (int i = polled_jobs - 1; i >= 0; i--)
			if (polled[i + 1].revents)
				finish(i);
		if (polled[0].revents & POLLIN)
			start();
		else if (polled[0].revents)
			usleep(20000);
	}
}
