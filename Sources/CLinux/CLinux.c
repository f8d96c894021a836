#define _GNU_SOURCE
#include "CLinux.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int result(long value) { return value < 0 ? -errno : (int)value; }

int clinux_input_set_clock(int fd, int clock_id) { return result(ioctl(fd, EVIOCSCLOCKID, &clock_id)); }

static struct input_mask mask_of(unsigned type, const void *bits, unsigned size) {
  struct input_mask mask;
  memset(&mask, 0, sizeof mask);
  mask.type = type;
  mask.codes_size = size;
  mask.codes_ptr = (uint64_t)(uintptr_t)bits;
  return mask;
}

int clinux_input_set_mask(int fd, unsigned type, const void *bits, unsigned size) {
  struct input_mask mask = mask_of(type, bits, size);
  return result(ioctl(fd, EVIOCSMASK, &mask));
}

int clinux_input_get_mask(int fd, unsigned type, void *bits, unsigned size) {
  struct input_mask mask = mask_of(type, bits, size);
  return result(ioctl(fd, EVIOCGMASK, &mask));
}

int clinux_input_key_state(int fd, void *bits, unsigned size) { return result(ioctl(fd, EVIOCGKEY(size), bits)); }

int clinux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t timeout_ns) {
#ifdef SYS_epoll_pwait2
  static int missing; // written once, to the same value, by whichever thread learns it first
  if (!__atomic_load_n(&missing, __ATOMIC_RELAXED)) {
    struct timespec timeout = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
    long n = syscall(SYS_epoll_pwait2, epoll, events, capacity, timeout_ns < 0 ? NULL : &timeout, NULL, 0);
    if (n >= 0 || (errno != ENOSYS && errno != EPERM)) return result(n);
    __atomic_store_n(&missing, 1, __ATOMIC_RELAXED);
  }
#endif
  int64_t ms = timeout_ns < 0 ? -1 : (timeout_ns + 999999) / 1000000;
  return result(epoll_wait(epoll, events, capacity, ms > INT32_MAX ? INT32_MAX : (int)ms));
}

int clinux_thread_id(void) { return gettid(); }
int clinux_set_thread_name(const char *name) { return -pthread_setname_np(pthread_self(), name); }

int clinux_set_fifo(int tid, int priority) {
  struct sched_param param = {.sched_priority = priority};
  // Not pthread_setschedparam: only sched_setscheduler takes SCHED_RESET_ON_FORK.
  return result(sched_setscheduler(tid, SCHED_FIFO | SCHED_RESET_ON_FORK, &param));
}

int clinux_set_other(int tid) {
  struct sched_param param = {.sched_priority = 0};
  return result(sched_setscheduler(tid, SCHED_OTHER, &param));
}

int clinux_get_policy(int *policy, int *priority) {
  struct sched_param param;
  int value = sched_getscheduler(0);
  if (value < 0 || sched_getparam(0, &param) < 0) return -errno;
  *policy = value & ~SCHED_RESET_ON_FORK;
  *priority = param.sched_priority;
  return 0;
}

int clinux_set_rttime(uint64_t soft, uint64_t hard) {
  struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
  return result(setrlimit(RLIMIT_RTTIME, &limit));
}

int clinux_get_rtprio(uint64_t *soft, uint64_t *hard) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_RTPRIO, &limit) < 0) return -errno;
  *soft = limit.rlim_cur;
  *hard = limit.rlim_max;
  return 0;
}

int clinux_lock_memory(void) { return result(mlockall(MCL_CURRENT | MCL_ONFAULT)); }

void clinux_prefault_stack(unsigned size) {
  volatile unsigned char block[256 * 1024];
  for (unsigned i = 0; i < size && i < sizeof block; i += 4096) block[i] = 0;
}

int clinux_forbid_dumps(void) { return result(prctl(PR_SET_DUMPABLE, 0)); }

int64_t clinux_clock_ns(int clock_id) {
  struct timespec now;
  clock_gettime(clock_id, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
