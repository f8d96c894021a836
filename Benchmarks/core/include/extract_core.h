// The yardstick of the extraction from memory: what a C programmer would write who wanted the same
// figures, for the parts that are common to every such program. Events are classified and paired, a
// pointer's movement is gathered in steps of 8 ms, and of the steps' speeds and the keys' times the
// moments and the logarithmic histogram are kept, window by window.
#ifndef TACTUS_EXTRACT_CORE_H
#define TACTUS_EXTRACT_CORE_H

#include <stdint.h>

// As a 64-bit kernel delivers it.
struct core_event {
	int64_t seconds, microseconds;
	uint16_t type, code;
	int32_t value;
};

// Count, mean and sums of the second to fourth powers of the differences from it.
struct core_moments {
	double count, mean, sum2, sum3, sum4;
};

struct core_times {
	struct core_moments moments;
	uint64_t count;
	uint32_t buckets[448];
};

struct core_speeds {
	struct core_moments moments;
	uint64_t count;
	uint32_t buckets[768];
};

struct core_window {
	int64_t start, end;
	uint64_t keyboard_used, pointer_used, unpaired, presses, clicks;
	uint64_t classes[9], zones[9];
	double path;
	struct core_speeds speed;
	struct core_times hold, down_down, down_up;
	struct core_moments up_down, up_up;
};

struct core_sink {
	void *context;
	void (*take)(void *context, const struct core_window *window);
};

// Microseconds: the length of a step, and the rests that end a stroke and an action.
struct core_limits {
	int64_t bin, pause, rest;
};

struct core;

// `kinds` gives each key code below 128 its class (high half of the byte) and finger zone (low half).
struct core *core_create(int64_t window_length, struct core_limits limits, const uint8_t kinds[128],
			 struct core_sink sink);
void core_free(struct core *core);

// Takes events of one device; its table of held keys is told by `device`, 0 to 7.
void core_take(struct core *core, unsigned device, const struct core_event *events, long count);

// Ends the last window.
void core_stop(struct core *core);

#endif
