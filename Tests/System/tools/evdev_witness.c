/* evdev_witness: writes down every event of some devices, as the kernel stamped it.
 *
 *   evdev_witness NODE...
 *
 * One line an event on standard output: NODE MICROSECONDS TYPE CODE VALUE, all decimal, the time on
 * CLOCK_MONOTONIC. Says "ready" on standard error when every device is open; ends at SIGTERM or
 * SIGINT (what has been delivered by then is written first) or when every device is gone.
 * An independent oracle for the sensor under test: it shares no code and no library with it.
 */
#define _GNU_SOURCE
#include "evdev_stamps.h"
#include <poll.h>
#include <signal.h>
#include <stdlib.h>

#define MOST_DEVICES 32

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static void take(void *node, const struct input_event *event)
{
	printf("%s %lld %u %u %d\n", (const char *)node, (long long)stamps_microseconds(event),
	       event->type, event->code, event->value);
}

int main(int argc, char **argv)
{
	struct pollfd polled[MOST_DEVICES];
	int count = argc - 1, alive = count;
	sigset_t signals, none;

	if (count < 1 || count > MOST_DEVICES) {
		fprintf(stderr, "usage: evdev_witness NODE...\n");
		return 64;
	}
	for (int i = 0; i < count; i++) {
		polled[i] = (struct pollfd){ .fd = stamps_open(argv[i + 1]), .events = POLLIN };
		if (polled[i].fd < 0) {
			perror(argv[i + 1]);
			return 66;
		}
	}
	/* Signals come in only while waiting, so none can slip in between the check and the wait. */
	sigemptyset(&none);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	struct sigaction action = { .sa_handler = stop };
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	fprintf(stderr, "ready\n");

	while (alive > 0) {
		if (ppoll(polled, (nfds_t)count, NULL, &none) < 0 && errno != EINTR) {
			perror("evdev_witness: ppoll");
			return 71;
		}
		for (int i = 0; i < count; i++)
			if (polled[i].fd >= 0 && !stamps_drain(polled[i].fd, take, argv[i + 1])) {
				close(polled[i].fd);
				polled[i].fd = -1;
				alive--;
			}
		if (stopped)
			break;
	}
	return 0;
}
