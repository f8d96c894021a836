/* uinput_play: makes input devices and plays an exactly timed script on them.
 *
 *   uinput_play -d KIND[=NAME] [-d ...] [options] [SCRIPT]      (standard input without SCRIPT)
 *
 * KIND  keyboard | mouse (high-resolution wheels) | mouse-plain | tablet (absolute, like a virtual
 *       machine's) | touchpad | lid | power-button
 * The script's lines are evemu's, with the number of the device (0, if it is left out) before them:
 *     1 E: 0.012500 0002 0000 -3        seconds from the start, type and code in hex, value
 * Devices share one time line. A frame ends with its SYN_REPORT and is written whole at that line's
 * time, never before it; lateness does not add up. Other lines (comments, evemu's head) are
 * skipped.
 *
 *   -w         wait until another process has each device open
 *   -s MS      settle that long before playing (default 300)
 *   -l MS      linger that long after playing (default 300)
 *   -g MS      the least time between two frames of a script with one device: what would come sooner,
 *              because this program came late, comes later, and all that follows with it. Devices send
 *              at their rate, and never in a burst
 *   -v         vanish at once after the last event, whatever is held
 *   -r ROUNDS  do it all so often: make, play, remove
 *   -o FILE    write the result there instead of to standard output
 *
 * On standard error: "device INDEX NODE" when a device is there, "playing" when the script starts.
 * The result is one JSON object: the devices with every event that the kernel delivered for them,
 * read back from their own nodes, as [microseconds on CLOCK_MONOTONIC, type, code, value]; the
 * number written; the largest lateness in microseconds. So what is compared against is what the
 * kernel stamped, not what was intended.
 */
#define _GNU_SOURCE
#include "evdev_stamps.h"
#include <dirent.h>
#include <linux/uinput.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define MOST_DEVICES 16

struct line {
	int device;
	int64_t at_ns;
	struct input_event event;
};

struct device {
	const char *kind, *name;
	int uinput, witness;
	char node[300];
	struct input_event *seen;
	size_t seen_count, seen_room;
	uint64_t written;
};

static struct device devices[MOST_DEVICES];
static int device_count;
static int64_t least_gap_ns;
static struct line *script;
static size_t script_length;

static void fail(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fprintf(stderr, "uinput_play: ");
	vfprintf(stderr, format, arguments);
	fprintf(stderr, errno ? ": %s\n" : "\n", strerror(errno));
	va_end(arguments);
	exit(1);
}

static void *grown(void *block, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return block;
	*room = *room ? *room * 2 : 256;
	block = realloc(block, *room * size);
	if (!block)
		fail("out of memory");
	return block;
}

/* Making devices */

static void enable(int fd, unsigned long request, unsigned value)
{
	if (ioctl(fd, request, value) < 0)
		fail("setting up a device (%lu, %u)", request, value);
}

static void enable_keys(int fd, unsigned from, unsigned to)
{
	enable(fd, UI_SET_EVBIT, EV_KEY);
	for (unsigned code = from; code <= to; code++)
		enable(fd, UI_SET_KEYBIT, code);
}

static void enable_axes(int fd, const uint16_t *codes, size_t count)
{
	enable(fd, UI_SET_EVBIT, EV_REL);
	for (size_t i = 0; i < count; i++)
		enable(fd, UI_SET_RELBIT, codes[i]);
}

static void enable_absolute(int fd, uint16_t code, int maximum, int resolution)
{
	struct uinput_abs_setup axis = {
		.code = code, .absinfo = { .maximum = maximum, .resolution = resolution } };
	enable(fd, UI_SET_EVBIT, EV_ABS);
	if (ioctl(fd, UI_ABS_SETUP, &axis) < 0)
		fail("setting up an absolute axis");
}

static void describe(const struct device *device, int fd)
{
	static const uint16_t plain[] = { REL_X, REL_Y, REL_WHEEL, REL_HWHEEL };
	static const uint16_t fine[] = { REL_WHEEL_HI_RES, REL_HWHEEL_HI_RES };
	const char *kind = device->kind;

	if (!strcmp(kind, "keyboard")) {
		enable_keys(fd, KEY_ESC, KEY_COMPOSE);
		enable(fd, UI_SET_EVBIT, EV_MSC);
		enable(fd, UI_SET_MSCBIT, MSC_SCAN);
	} else if (!strcmp(kind, "mouse") || !strcmp(kind, "mouse-plain")) {
		enable_keys(fd, BTN_LEFT, BTN_TASK);
		enable_axes(fd, plain, sizeof plain / sizeof *plain);
		if (!strcmp(kind, "mouse"))
			enable_axes(fd, fine, sizeof fine / sizeof *fine);
	} else if (!strcmp(kind, "tablet")) {
		enable_keys(fd, BTN_LEFT, BTN_MIDDLE);
		enable_absolute(fd, ABS_X, 32767, 0);
		enable_absolute(fd, ABS_Y, 32767, 0);
		enable_axes(fd, &plain[2], 1);
	} else if (!strcmp(kind, "touchpad")) {
		enable(fd, UI_SET_PROPBIT, INPUT_PROP_POINTER);
		enable(fd, UI_SET_PROPBIT, INPUT_PROP_BUTTONPAD);
		enable_keys(fd, BTN_LEFT, BTN_LEFT);
		enable_keys(fd, BTN_TOOL_FINGER, BTN_TOOL_FINGER);
		enable_keys(fd, BTN_TOUCH, BTN_TOUCH);
		enable_keys(fd, BTN_TOOL_DOUBLETAP, BTN_TOOL_TRIPLETAP);
		enable_absolute(fd, ABS_X, 3000, 30);
		enable_absolute(fd, ABS_Y, 2000, 30);
		enable_absolute(fd, ABS_MT_SLOT, 4, 0);
		enable_absolute(fd, ABS_MT_TRACKING_ID, 65535, 0);
		enable_absolute(fd, ABS_MT_POSITION_X, 3000, 30);
		enable_absolute(fd, ABS_MT_POSITION_Y, 2000, 30);
	} else if (!strcmp(kind, "lid")) {
		enable(fd, UI_SET_EVBIT, EV_SW);
		enable(fd, UI_SET_SWBIT, SW_LID);
	} else if (!strcmp(kind, "power-button")) {
		enable_keys(fd, KEY_POWER, KEY_POWER);
	} else {
		errno = 0;
		fail("no such kind of device: %s", kind);
	}
}

/* /dev/input/eventN of a device that was just made; udev may need its time to put it there. */
static void find_node(struct device *device)
{
	char name[64], folder[128];
	if (ioctl(device->uinput, UI_GET_SYSNAME(sizeof name), name) < 0)
		fail("UI_GET_SYSNAME");
	snprintf(folder, sizeof folder, "/sys/devices/virtual/input/%s", name);
	for (int tries = 0; tries < 1000; tries++) {
		DIR *listing = opendir(folder);
		struct dirent *entry;
		while (listing && (entry = readdir(listing)))
			if (!strncmp(entry->d_name, "event", 5))
				snprintf(device->node, sizeof device->node, "/dev/input/%.255s", entry->d_name);
		if (listing)
			closedir(listing);
		if (device->node[0] && (device->witness = stamps_open(device->node)) >= 0)
			return;
		usleep(10000);
	}
	fail("no node for %s", name);
}

static void make(int index)
{
	struct device *device = &devices[index];
	struct uinput_setup setup = { .id = { .bustype = BUS_USB, .vendor = 0x1209, .version = 1 } };

	device->node[0] = 0;
	device->uinput = open("/dev/uinput", O_WRONLY | O_CLOEXEC);
	if (device->uinput < 0)
		fail("/dev/uinput");
	describe(device, device->uinput);
	setup.id.product = (uint16_t)(0x3000 + index);
	snprintf(setup.name, sizeof setup.name, "%s", device->name);
	if (ioctl(device->uinput, UI_DEV_SETUP, &setup) < 0 || ioctl(device->uinput, UI_DEV_CREATE) < 0)
		fail("making %s", device->name);
	find_node(device);
	fprintf(stderr, "device %d %s\n", index, device->node);
}

/* Another process that has the node open. */
static int has_reader(const char *node)
{
	DIR *processes = opendir("/proc");
	struct dirent *process, *entry;
	int found = 0;
	while (!found && processes && (process = readdir(processes))) {
		char folder[300], path[600], target[300];
		if (process->d_name[0] < '0' || process->d_name[0] > '9' || atoi(process->d_name) == getpid())
			continue;
		snprintf(folder, sizeof folder, "/proc/%s/fd", process->d_name);
		DIR *files = opendir(folder);
		while (!found && files && (entry = readdir(files))) {
			snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
			ssize_t length = readlink(path, target, sizeof target - 1);
			if (length > 0) {
				target[length] = 0;
				/* systemd-logind opens every keyboard; it is no reader that a test waits for. */
				found = !strcmp(target, node);
			}
		}
		if (files)
			closedir(files);
		if (found) {
			char name[300], comm[32] = "";
			snprintf(name, sizeof name, "/proc/%s/comm", process->d_name);
			FILE *file = fopen(name, "r");
			if (file) {
				found = fgets(comm, sizeof comm, file) && strncmp(comm, "systemd", 7);
				fclose(file);
			}
		}
	}
	if (processes)
		closedir(processes);
	return found;
}

/* The script */

static void load(FILE *from)
{
	char text[512];
	size_t room = 0;
	while (fgets(text, sizeof text, from)) {
		struct line line = { 0 };
		double seconds;
		unsigned type, code;
		int value;
		const char *event = strstr(text, "E: ");
		if (!event || text[0] == '#' ||
		    sscanf(event, "E: %lf %x %x %d", &seconds, &type, &code, &value) != 4)
			continue;
		line.device = atoi(text);
		line.at_ns = (int64_t)(seconds * 1e9 + 0.5);
		line.event.type = (uint16_t)type;
		line.event.code = (uint16_t)code;
		line.event.value = value;
		if (line.device < 0 || line.device >= device_count) {
			errno = 0;
			fail("the script names device %d of %d", line.device, device_count);
		}
		script = grown(script, script_length, &room, sizeof *script);
		script[script_length++] = line;
	}
}

static void take(void *context, const struct input_event *event)
{
	struct device *device = context;
	device->seen = grown(device->seen, device->seen_count, &device->seen_room, sizeof *device->seen);
	device->seen[device->seen_count++] = *event;
}

static void read_back(void)
{
	for (int i = 0; i < device_count; i++)
		stamps_drain(devices[i].witness, take, &devices[i]);
}

static void sleep_until(int64_t ns)
{
	struct timespec when = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL) == EINTR)
		;
}

static int64_t play(void)
{
	static struct input_event frame[MOST_DEVICES][64];
	size_t pending[MOST_DEVICES] = { 0 };
	/* A moment ahead, so that the first frame is waited for like all others. */
	int64_t start = monotonic_ns() + 1000000, latest = 0, latest_frame = 0;

	for (size_t i = 0; i < script_length; i++) {
		const struct line *line = &script[i];
		struct device *device = &devices[line->device];
		size_t *count = &pending[line->device];

		if (*count == 64) {
			errno = 0;
			fail("a frame of more than 64 events");
		}
		frame[line->device][(*count)++] = line->event;
		if (line->event.type != EV_SYN)
			continue;
		if (start + line->at_ns < latest_frame + least_gap_ns)
			start = latest_frame + least_gap_ns - line->at_ns;
		if (start + line->at_ns > monotonic_ns())
			sleep_until(start + line->at_ns);
		int64_t late = monotonic_ns() - start - line->at_ns;
		latest = late > latest ? late : latest;
		latest_frame = monotonic_ns();
		size_t size = *count * sizeof *frame[0];
		if (write(device->uinput, frame[line->device], size) != (ssize_t)size)
			fail("writing to %s", device->name);
		device->written += *count;
		*count = 0;
		read_back();
	}
	return latest / 1000;
}

static void report(FILE *to, int64_t latest)
{
	fprintf(to, "{\"late_us\": %lld, \"devices\": [", (long long)latest);
	for (int i = 0; i < device_count; i++) {
		struct device *device = &devices[i];
		fprintf(to, "%s{\"kind\": \"%s\", \"name\": \"%s\", \"node\": \"%s\", \"written\": %llu, "
			"\"events\": [", i ? ", " : "", device->kind, device->name, device->node,
			(unsigned long long)device->written);
		for (size_t j = 0; j < device->seen_count; j++)
			fprintf(to, "%s[%lld, %u, %u, %d]", j ? ", " : "",
				(long long)stamps_microseconds(&device->seen[j]), device->seen[j].type,
				device->seen[j].code, device->seen[j].value);
		fprintf(to, "]}");
	}
	fprintf(to, "]}\n");
}

int main(int argc, char **argv)
{
	int wait = 0, vanish = 0, settle = 300, linger = 300, rounds = 1, option;
	int64_t latest = 0;
	FILE *to = stdout;

	while ((option = getopt(argc, argv, "d:ws:l:g:vr:o:")) != -1)
		switch (option) {
		case 'd':
			if (device_count == MOST_DEVICES) {
				errno = 0;
				fail("more than %d devices", MOST_DEVICES);
			}
			char *name = strchr(optarg, '=');
			if (name)
				*name++ = 0;
			devices[device_count++] = (struct device){
				.kind = optarg, .name = name ? name : optarg, .uinput = -1, .witness = -1 };
			break;
		case 'w': wait = 1; break;
		case 's': settle = atoi(optarg); break;
		case 'l': linger = atoi(optarg); break;
		case 'g': least_gap_ns = atoll(optarg) * 1000000; break;
		case 'v': vanish = 1; break;
		case 'r': rounds = atoi(optarg); break;
		case 'o':
			if (!(to = fopen(optarg, "w")))
				fail("%s", optarg);
			break;
		default: return 64;
		}
	FILE *from = optind < argc ? fopen(argv[optind], "r") : stdin;
	if (!from)
		fail("%s", argv[optind]);
	load(from);
	prctl(PR_SET_TIMERSLACK, 1); /* nanoseconds; by default sleeps may end 50 us late */

	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < device_count; i++)
			make(i);
		for (int i = 0; wait && i < device_count; i++)
			while (!has_reader(devices[i].node))
				usleep(20000);
		usleep((useconds_t)settle * 1000);
		fprintf(stderr, "playing\n");
		int64_t late = play();
		latest = late > latest ? late : latest;
		if (!vanish)
			usleep((useconds_t)linger * 1000);
		read_back();
		for (int i = 0; i < device_count; i++) {
			close(devices[i].uinput); /* removes the device */
			close(devices[i].witness);
		}
	}
	report(to, latest);
	return fclose(to) == 0 ? 0 : 1;
}
