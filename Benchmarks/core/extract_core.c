#include "extract_core.h"

#include <linux/input-event-codes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { HELD = 32, RECENT = 16, DEVICES = 8 };
static const int64_t longest_flight = 1000000;
static const int longest_action = 2048;

struct held { uint16_t code; uint32_t press; int64_t pressed_at; };

struct device {
	struct held held[HELD];
	int64_t button_at[8], last;
	int64_t dx, dy;
};

struct key {
	uint32_t number;
	int64_t pressed_at, released_at, interval;
};

struct core {
	int64_t length;
	struct core_limits limits;
	struct core_sink sink;
	uint8_t kinds[128];
	struct device devices[DEVICES];
	struct core_window window;
	bool open;

	uint32_t presses;
	struct key recent[RECENT];

	bool acting, moving;
	unsigned mover;
	int64_t started, last_motion, last_activity;
	int step, path_steps, button_step;
	unsigned buttons_down;
	double x, y;
};

// MARK: Histogram

static uint64_t bound[33];
static uint8_t guess[64];

static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static void make_tables(void)
{
	for (int k = 0; k < 32; k++)
		bound[k] = bits_of(exp2(k / 32.0)) & 0xfffffffffffffULL;
	bound[32] = UINT64_MAX;
	for (uint64_t step = 0; step < 64; step++) {
		int place = 0;
		while (place < 31 && bound[place + 1] <= step << 46)
			place++;
		guess[step] = (uint8_t)place;
	}
}

// The bucket (b^i, b^(i+1)] with b = 2^(1/32) that holds a positive value.
static inline long bucket(double value)
{
	uint64_t bits = bits_of(value) - 1;
	uint64_t mantissa = bits & 0xfffffffffffffULL;
	long place = guess[mantissa >> 46];
	if (mantissa >= bound[place + 1])
		place++;
	return ((long)(bits >> 52) - 1023) * 32 + place;
}

static inline long clamp(long slot, long capacity)
{
	return slot < 0 ? 0 : slot >= capacity ? capacity - 1 : slot;
}

// MARK: Moments

static inline void moments_add(struct core_moments *m, double value)
{
	double before = m->count;
	m->count += 1;
	double n = m->count;
	double delta = value - m->mean;
	double step = delta / n;
	double step2 = step * step;
	double term = delta * step * before;
	m->mean += step;
	m->sum4 += term * step2 * (n * n - 3 * n + 3) + 6 * step2 * m->sum2 - 4 * step * m->sum3;
	m->sum3 += term * step * (n - 2) - 3 * step * m->sum2;
	m->sum2 += term;
}

static inline double seconds(int64_t microseconds) { return (double)microseconds * 1e-6; }

static void times_add(struct core_times *times, double value)
{
	if (!(value > 0))
		return;
	moments_add(&times->moments, log(value));
	times->buckets[clamp(bucket(value) + 10 * 32, 448)]++;
	times->count++;
}

static void speeds_add(struct core_speeds *speeds, double value)
{
	moments_add(&speeds->moments, log(value));
	speeds->buckets[clamp(bucket(value) + 4 * 32, 768)]++;
	speeds->count++;
}

// MARK: Pointer

static void end_step(struct core *core)
{
	if (core->x == 0 && core->y == 0)
		return;
	double distance = sqrt(core->x * core->x + core->y * core->y);
	core->window.path += distance;
	speeds_add(&core->window.speed, distance / seconds(core->limits.bin));
	core->path_steps = core->step + 1;
	core->x = core->y = 0;
}

static void end_action(struct core *core)
{
	end_step(core);
	core->moving = core->acting = false;
	core->path_steps = 0;
	core->button_step = -1;
}

static void end_stroke(struct core *core)
{
	if (core->moving)
		end_step(core);
	core->moving = false;
}

static void end_rest(struct core *core, int64_t time)
{
	if (core->acting && time - core->last_activity >= core->limits.rest)
		end_action(core);
}

static inline void move(struct core *core, unsigned device, int64_t dx, int64_t dy, int64_t time)
{
	int current = 0;
	if (core->acting) {
		current = (int)((time - core->started) / core->limits.bin);
		if (core->button_step >= 0 && current < core->button_step)
			current = core->button_step;
	}
	if (core->acting && (device != core->mover || time - core->last_activity >= core->limits.rest ||
			     current >= longest_action)) {
		end_action(core);
		current = 0;
	} else if (core->moving && time - core->last_motion >= core->limits.pause) {
		end_stroke(core);
	}
	if (!core->acting) {
		core->acting = true;
		core->mover = device;
		core->started = time;
		core->step = 0;
		core->button_step = core->buttons_down ? 0 : -1;
	}
	core->moving = true;
	if (current != core->step) {
		end_step(core);
		core->step = current;
	}
	core->x += (double)dx;
	core->y += (double)dy;
	core->last_motion = core->last_activity = time;
}

static void button(struct core *core, struct device *d, unsigned code, int value, int64_t time)
{
	unsigned index = code - BTN_LEFT;
	unsigned bit = 1u << (index < 3 ? index : 3);
	if (value == 1) {
		d->button_at[index] = time;
		core->window.clicks++;
	} else if (d->button_at[index] == INT64_MIN) {
		core->window.unpaired++;
		return;
	} else {
		d->button_at[index] = INT64_MIN;
	}
	core->window.pointer_used++;
	end_rest(core, time);
	end_stroke(core);
	core->last_activity = time;
	if (value == 1) {
		if (!core->buttons_down)
			core->button_step = core->acting ? core->path_steps : -1;
		core->buttons_down |= bit;
	} else {
		core->buttons_down &= ~bit;
		if (!core->buttons_down) {
			if (core->acting)
				end_action(core);
			core->button_step = -1;
		}
	}
}

// MARK: Keyboard

static struct key *find(struct core *core, uint32_t number)
{
	struct key *key = &core->recent[number % RECENT];
	return number && key->number == number ? key : NULL;
}

static bool is_flight(const struct key *key)
{
	return key->interval >= 0 && key->interval <= longest_flight;
}

static double scaled(double time) { return asinh(time / 0.01); }

static void flew(struct core *core, const struct key *first, const struct key *second)
{
	if (is_flight(second))
		moments_add(&core->window.up_down, scaled(seconds(second->pressed_at - first->released_at)));
}

static void both_up(struct core *core, const struct key *first, const struct key *second)
{
	if (is_flight(second))
		moments_add(&core->window.up_up, scaled(seconds(second->released_at - first->released_at)));
}

static void press(struct core *core, struct device *d, unsigned code, uint8_t kind, int64_t time)
{
	struct held *slot = NULL;
	for (int i = 0; i < HELD && !slot; i++)
		if (d->held[i].code == code)
			slot = &d->held[i];
	for (int i = 0; i < HELD && !slot; i++)
		if (d->held[i].code == 0)
			slot = &d->held[i];
	if (!slot)
		return;
	uint32_t number = ++core->presses;
	*slot = (struct held){ (uint16_t)code, number, time };
	core->window.presses++;
	core->window.keyboard_used++;
	core->window.classes[kind >> 4]++;
	core->window.zones[kind & 15]++;
	struct key *previous = find(core, number - 1);
	struct key key = { number, time, INT64_MIN, previous ? time - previous->pressed_at : -1 };
	core->recent[number % RECENT] = key;
	if (is_flight(&key))
		times_add(&core->window.down_down, seconds(key.interval));
	if (previous && previous->released_at != INT64_MIN)
		flew(core, previous, &key);
}

static void release(struct core *core, struct device *d, unsigned code, int64_t time)
{
	for (int i = 0; i < HELD; i++) {
		struct held *held = &d->held[i];
		if (held->code != code)
			continue;
		uint32_t number = held->press;
		times_add(&core->window.hold, seconds(time - held->pressed_at));
		*held = (struct held){ 0 };
		core->window.keyboard_used++;
		struct key *key = find(core, number);
		if (!key)
			return;
		key->released_at = time;
		struct key *next = find(core, number + 1), *previous = find(core, number - 1);
		if (next) {
			flew(core, key, next);
			if (next->released_at != INT64_MIN)
				both_up(core, key, next);
		}
		if (previous) {
			if (is_flight(key))
				times_add(&core->window.down_up, seconds(time - previous->pressed_at));
			if (previous->released_at != INT64_MIN)
				both_up(core, previous, key);
		}
		return;
	}
	core->window.unpaired++;
}

// MARK: Windows

static void deliver(struct core *core)
{
	core->sink.take(core->sink.context, &core->window);
	memset(&core->window, 0, sizeof core->window);
}

static void open_window(struct core *core, int64_t time)
{
	while (core->open && time >= core->window.end) {
		int64_t end = core->window.end;
		end_rest(core, end);
		if (core->moving && end - core->last_motion >= core->limits.pause)
			end_stroke(core);
		deliver(core);
		core->open = core->acting || core->moving;
		core->window.start = end;
		core->window.end = end + core->length;
	}
	if (!core->open) {
		core->window.start = time / core->length * core->length;
		core->window.end = core->window.start + core->length;
		core->open = true;
	}
}

// MARK: Events

static inline void take(struct core *core, unsigned device, const struct core_event *event)
{
	struct device *d = &core->devices[device];
	int64_t time = event->seconds * 1000000 + event->microseconds;
	if (event->type == EV_SYN) {
		if (d->dx != 0 || d->dy != 0) {
			if (!core->open || time >= core->window.end)
				open_window(core, time);
			move(core, device, d->dx, d->dy, time);
			d->dx = d->dy = 0;
		}
		return;
	}
	if (!core->open || time >= core->window.end)
		open_window(core, time);
	if (event->type == EV_REL) {
		if (event->code == REL_X)
			d->dx += event->value;
		else if (event->code == REL_Y)
			d->dy += event->value;
		core->window.pointer_used++;
	} else if (event->type == EV_KEY) {
		if (event->code >= BTN_LEFT && event->code <= BTN_TASK)
			button(core, d, event->code, event->value, time);
		else if (event->value == 1)
			press(core, d, event->code, core->kinds[event->code & 127], time);
		else if (event->value == 0)
			release(core, d, event->code, time);
	}
}

void core_take(struct core *core, unsigned device, const struct core_event *events, long count)
{
	for (long i = 0; i < count; i++)
		take(core, device, &events[i]);
}

void core_stop(struct core *core)
{
	if (!core->open)
		return;
	end_action(core);
	deliver(core);
	core->open = false;
}

struct core *core_create(int64_t window_length, struct core_limits limits, const uint8_t kinds[128],
			 struct core_sink sink)
{
	struct core *core = calloc(1, sizeof *core);
	if (!core)
		abort();
	make_tables();
	core->length = window_length;
	core->limits = limits;
	core->sink = sink;
	core->button_step = -1;
	memcpy(core->kinds, kinds, sizeof core->kinds);
	for (int i = 0; i < DEVICES; i++)
		for (int j = 0; j < 8; j++)
			core->devices[i].button_at[j] = INT64_MIN;
	return core;
}

void core_free(struct core *core) { free(core); }
