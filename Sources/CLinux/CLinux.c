#define _GNU_SOURCE
#include "CLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/un.h>
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

int clinux_pipe(int ends[2]) { return result(pipe2(ends, O_NONBLOCK | O_CLOEXEC)); }

int clinux_thread_id(void) { return gettid(); }
int clinux_set_thread_name(const char *name) { return -pthread_setname_np(pthread_self(), name); }

int clinux_set_fifo(int tid, int priority) {
  struct sched_param param = {.sched_priority = priority};
  // Not pthread_setschedparam: only sched_setscheduler takes SCHED_RESET_ON_FORK.
  return result(sched_setscheduler(tid, SCHED_FIFO | SCHED_RESET_ON_FORK, &param));
}

int clinux_set_other(int tid) {
  struct sched_param param = {.sched_priority = 0};
  // Without privilege the flag can't be taken away again, so it has to be kept; where a filter
  // refuses every policy but the plain ones (RestrictRealtime=), privilege may do without it.
  if (sched_setscheduler(tid, SCHED_OTHER | SCHED_RESET_ON_FORK, &param) == 0) return 0;
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

static int get_limit(__rlimit_resource_t resource, uint64_t *soft, uint64_t *hard) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) < 0) return -errno;
  *soft = limit.rlim_cur;
  *hard = limit.rlim_max;
  return 0;
}

int clinux_get_rttime(uint64_t *soft, uint64_t *hard) { return get_limit(RLIMIT_RTTIME, soft, hard); }
int clinux_get_rtprio(uint64_t *soft, uint64_t *hard) { return get_limit(RLIMIT_RTPRIO, soft, hard); }

int clinux_get_nice_limit(uint64_t *soft) {
  uint64_t hard;
  return get_limit(RLIMIT_NICE, soft, &hard);
}

static int demoted_thread;
static int demotion;

static void demote(int signal) {
  (void)signal;
  int saved = errno;
  int status = clinux_set_other(__atomic_load_n(&demoted_thread, __ATOMIC_RELAXED));
  __atomic_store_n(&demotion, status < 0 ? status : 1, __ATOMIC_RELEASE);
  errno = saved;
}

int clinux_demote_on_sigxcpu(int tid) {
  __atomic_store_n(&demoted_thread, tid, __ATOMIC_RELAXED);
  struct sigaction action = {.sa_handler = demote, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  return result(sigaction(SIGXCPU, &action, NULL));
}

int clinux_demotion(void) { return __atomic_load_n(&demotion, __ATOMIC_ACQUIRE); }

int clinux_refuse_huge_pages(void) { return result(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)); }

void clinux_prefault_stack(unsigned size) {
  volatile unsigned char block[256 * 1024];
  for (unsigned i = 0; i < size && i < sizeof block; i += 4096) block[i] = 0;
}

int clinux_forbid_dumps(void) { return result(prctl(PR_SET_DUMPABLE, 0)); }

int clinux_die_with_parent(pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) return -errno;
  // It may have died before the request: then no signal will ever come.
  if (getppid() != parent) raise(SIGKILL);
  return 0;
}

int clinux_reserve(int fd, int64_t offset, int64_t length) {
  return result(fallocate(fd, FALLOC_FL_KEEP_SIZE, offset, length));
}

int clinux_rename_new(const char *from, const char *to) {
  return result(renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE));
}

void clinux_set_idle(void) {
  struct sched_param none = {0};
  (void)sched_setscheduler(0, SCHED_IDLE, &none);
  // IOPRIO_WHO_PROCESS and IOPRIO_CLASS_IDLE; 0 is the calling thread.
  (void)syscall(SYS_ioprio_set, 1, 0, 3 << 13);
}

const char *clinux_signal_name(int signal) { return sigabbrev_np(signal); }

int clinux_clock_synchronized(void) {
  struct timex clock = {0};
  return adjtimex(&clock) < 0 ? -errno : !(clock.status & STA_UNSYNC);
}

const char *clinux_error_name(int error) { return strerrorname_np(error); }

int64_t clinux_clock_ns(int clock_id) {
  struct timespec now;
  clock_gettime(clock_id, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void clinux_wipe(void *memory, size_t size) { explicit_bzero(memory, size); }

int64_t clinux_parse_time(const char *text, const char *format) {
  struct tm parts = {0};
  const char *rest = strptime(text, format, &parts);
  return rest && !*rest ? timegm(&parts) : INT64_MIN;
}

// The address of a path and its length; 0 where it doesn't fit.
static socklen_t unix_address(struct sockaddr_un *address, const char *path) {
  size_t length = strlen(path);
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (length == 0 || length >= sizeof address->sun_path) return 0;
  memcpy(address->sun_path, path, length);
  if (path[0] == '@') address->sun_path[0] = 0;
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (path[0] != '@'));
}

static int unix_socket(int type) { return result(socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

// Closes `fd` and passes on what went wrong before.
static int failed(int fd) {
  int code = -errno;
  close(fd);
  return code;
}

int clinux_unix_listen(const char *path, mode_t mode) {
  char own[sizeof(struct sockaddr_un)];
  if ((size_t)snprintf(own, sizeof own, "%s.%d", path, getpid()) >= sizeof own) return -ENAMETOOLONG;
  struct sockaddr_un address;
  socklen_t length = unix_address(&address, own);
  if (length == 0) return -ENAMETOOLONG;
  int fd = unix_socket(SOCK_STREAM);
  if (fd < 0) return fd;
  unlink(own);
  // Made under a name of its own and then put in place, so that no client meets a socket that isn't ready
  // or that everyone may use.
  if (bind(fd, (struct sockaddr *)&address, length) < 0) return failed(fd);
  if (chmod(own, mode) < 0 || listen(fd, 16) < 0 || rename(own, path) < 0) {
    int code = failed(fd);
    unlink(own);
    return code;
  }
  return fd;
}

int clinux_unix_accept(int listener) { return result(accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)); }

int clinux_unix_connect(const char *path) {
  struct sockaddr_un address;
  socklen_t length = unix_address(&address, path);
  if (length == 0) return -ENAMETOOLONG;
  int fd = unix_socket(SOCK_STREAM);
  if (fd < 0) return fd;
  if (connect(fd, (struct sockaddr *)&address, length) < 0) return failed(fd);
  return fd;
}

int clinux_unix_peer(int connection) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -errno;
  return peer.pid;
}

int clinux_unix_notify(const char *path, const char *text) {
  struct sockaddr_un address;
  socklen_t length = unix_address(&address, path);
  if (length == 0) return -ENAMETOOLONG;
  int fd = unix_socket(SOCK_DGRAM);
  if (fd < 0) return fd;
  ssize_t sent = sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&address, length);
  int status = sent < 0 ? -errno : 0;
  close(fd);
  return status;
}

int clinux_spawn(pid_t *process, const char *path, char *const arguments[], char *const environment[],
                 int output) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  posix_spawn_file_actions_adddup2(&actions, output, 2);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  int code = posix_spawn(process, path, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return -code;
}

int clinux_pidfd(pid_t process) { return result(syscall(SYS_pidfd_open, process, 0)); }
