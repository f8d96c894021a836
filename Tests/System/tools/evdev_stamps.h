/* Reading an evdev node as its witness: what the kernel delivered, with the kernel's own stamps. */
#ifndef EVDEV_STAMPS_H
#define EVDEV_STAMPS_H

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Opens a node so that it delivers CLOCK_MONOTONIC stamps; -1 with errno where that fails. */
static inline int stamps_open(const char *node)
{
	int clock = CLOCK_MONOTONIC;
	int fd = open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0 && ioctl(fd, EVIOCSCLOCKID, &clock) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Hands every event that is waiting to `take`. False when the device is gone. */
static inline int stamps_drain(int fd, void (*take)(void *, const struct input_event *),
			       void *context)
{
	struct input_event events[64];
	ssize_t got;
	while ((got = read(fd, events, sizeof events)) > 0)
		for (size_t i = 0; i < (size_t)got / sizeof *events; i++)
			take(context, &events[i]);
	return got < 0 && (errno == EAGAIN || errno == EINTR);
}

static inline int64_t stamps_microseconds(const struct input_event *event)
{
	return (int64_t)event->input_event_sec * 1000000 + event->input_event_usec;
}

static inline int64_t monotonic_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
