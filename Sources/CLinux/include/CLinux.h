// What the Glibc module leaves out: epoll, eventfd, signalfd, timerfd and the input ABI (headers it does
// not cover), ioctls (request macros with casts are not imported), and the GNU-only calls (Glibc
// is built without _GNU_SOURCE, so those need the real functions of CLinux.c).
#ifndef TACTUS_CLINUX_H
#define TACTUS_CLINUX_H

#include <linux/input.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/sysmacros.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/xattr.h>

// Every function that can fail returns -errno.

/// `EVIOCSCLOCKID`: the clock that stamps this descriptor's events.
int clinux_input_set_clock(int fd, int clock_id);
/// `EVIOCSMASK`: deliver only those codes of `type` whose bit is set; `size` is a multiple of 8.
int clinux_input_set_mask(int fd, unsigned type, const void *bits, unsigned size);
/// `EVIOCGMASK`, into `bits`.
int clinux_input_get_mask(int fd, unsigned type, void *bits, unsigned size);
/// `EVIOCGKEY`: the bitmap of keys and buttons that are down now. It empties the descriptor's own
/// queue of key events, so never call it on a descriptor that is being read.
int clinux_input_key_state(int fd, void *bits, unsigned size);

/// `epoll_pwait2`, or `epoll_wait` rounded up to a millisecond on kernels before 5.11;
/// a negative timeout waits for ever.
int clinux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t timeout_ns);

/// `pipe2(O_NONBLOCK | O_CLOEXEC)`: `ends[0]` reads what is written to `ends[1]`.
int clinux_pipe(int ends[2]);

int clinux_thread_id(void);
int clinux_set_thread_name(const char *name);
/// Sets `SCHED_FIFO | SCHED_RESET_ON_FORK` for thread `tid` (0: the caller).
int clinux_set_fifo(int tid, int priority);
/// Sets `SCHED_OTHER` for thread `tid` (0: the caller), and that its children get no negative nice.
/// Async-signal-safe.
int clinux_set_other(int tid);
/// The policy of the calling thread with the reset-on-fork flag removed, and its priority.
int clinux_get_policy(int *policy, int *priority);
/// `RLIMIT_RTTIME` in microseconds: the soft limit sends SIGXCPU, the hard one kills.
int clinux_set_rttime(uint64_t soft, uint64_t hard);
int clinux_get_rttime(uint64_t *soft, uint64_t *hard);
/// `RLIMIT_RTPRIO` of this process: the highest real-time priority that it may ask for.
int clinux_get_rtprio(uint64_t *soft, uint64_t *hard);
/// `RLIMIT_NICE` of this process: it may lower its nice value to 20 less the soft limit.
int clinux_get_nice_limit(uint64_t *soft);
/// From now on SIGXCPU, which the kernel sends when a real-time thread has run for the soft limit of
/// `RLIMIT_RTTIME` without sleeping, takes real-time priority away from thread `tid`.
int clinux_demote_on_sigxcpu(int tid);
/// 0: no SIGXCPU so far; 1: it came and the thread was demoted; -errno: it came, to no effect.
int clinux_demotion(void);
/// `prctl(PR_SET_THP_DISABLE)`: memory of this process and its children comes in pages of usual size.
int clinux_refuse_huge_pages(void);
/// Writes to `size` bytes of stack (at most 256 KiB), so that the page faults come now.
void clinux_prefault_stack(unsigned size);
/// `prctl(PR_SET_DUMPABLE, 0)`: no core dump, no ptrace and no /proc/PID/mem by the same user.
int clinux_forbid_dumps(void);

/// Kills this process when the thread that started it ends, or now where process `parent` is no longer
/// its parent.
int clinux_die_with_parent(pid_t parent);

/// A listening Unix socket at `path` with those permissions, in place of what is there. Non-blocking, like
/// all sockets of these functions. -ENAMETOOLONG where the path doesn't fit a socket's address.
int clinux_unix_listen(const char *path, mode_t mode);
/// The next client of a listening socket; -EAGAIN for none.
int clinux_unix_accept(int listener);
/// A connection to the socket at `path`; -EAGAIN where its queue of clients is full.
int clinux_unix_connect(const char *path);
/// The process at the other end of a connection, as it was when it connected.
int clinux_unix_peer(int connection);
/// Sends `text` as one datagram to the socket at `path`, whose first `@` stands for a zero byte.
int clinux_unix_notify(const char *path, const char *text);

/// Starts the program at `path` in a process group of its own, with no signal blocked or ignored, standard
/// input from /dev/null, standard output and standard error to `output`, and no other descriptor.
int clinux_spawn(pid_t *process, const char *path, char *const arguments[], char *const environment[],
                 int output);
/// A descriptor that can be read once `process` has ended.
int clinux_pidfd(pid_t process);

/// `fallocate(FALLOC_FL_KEEP_SIZE)`: room for `length` bytes from `offset` on, the size unchanged.
int clinux_reserve(int fd, int64_t offset, int64_t length);
/// `renameat2(RENAME_NOREPLACE)`: -EEXIST where there is something at `to`; -ENOSYS or -EINVAL where
/// the kernel or the file system doesn't know it.
int clinux_rename_new(const char *from, const char *to);
/// Lowers the calling thread to idle priority, for processor and disk, as far as that is allowed.
void clinux_set_idle(void);

/// `TERM` for `SIGTERM`; NULL for a number that is no signal.
const char *clinux_signal_name(int signal);

/// Whether the kernel takes the wall clock for synchronized: 1 or 0; -errno where it doesn't tell.
int clinux_clock_synchronized(void);

/// `ENOSPC` for its number; NULL for one that is no error.
const char *clinux_error_name(int error);

int64_t clinux_clock_ns(int clock_id);

/// `strptime` and `timegm`: seconds since 1970 of a time in UTC; INT64_MIN where `text` isn't wholly in
/// that format.
int64_t clinux_parse_time(const char *text, const char *format);

/// `explicit_bzero`: overwrites memory that held a secret, and is never optimized away.
void clinux_wipe(void *memory, size_t size);

#endif
