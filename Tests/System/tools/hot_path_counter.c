/* hot_path_counter: counts what the sensing loop must not do (LD_PRELOAD).
 *
 * The file $HOT_PATH_COUNTS, which must be 4096 bytes long, is mapped and holds 64-bit counts of the
 * main thread's calls: allocations, frees, locks taken, waits for another thread. They can be read at
 * any time, so that the difference between two moments tells what lies between.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

enum { ALLOCATIONS, FREES, LOCKS, WAITS, COUNTS };
static uint64_t nowhere[COUNTS], *counts = nowhere;
static __thread bool is_main;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("HOT_PATH_COUNTS");
	int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	if (file < 0)
		return;
	void *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	close(file);
	if (mapped == MAP_FAILED)
		return;
	counts = mapped;
	is_main = true;
	/* A child must count for nobody. */
	unsetenv("HOT_PATH_COUNTS");
}

static void count(int what)
{
	if (is_main)
		counts[what]++;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

void *malloc(size_t size) { count(ALLOCATIONS); return __libc_malloc(size); }
void *calloc(size_t n, size_t size) { count(ALLOCATIONS); return __libc_calloc(n, size); }
void *realloc(void *p, size_t size) { count(ALLOCATIONS); return __libc_realloc(p, size); }
void *memalign(size_t align, size_t size) { count(ALLOCATIONS); return __libc_memalign(align, size); }
void *aligned_alloc(size_t align, size_t size) { return memalign(align, size); }
void *valloc(size_t size) { return memalign(4096, size); }
void free(void *p) { count(FREES); __libc_free(p); }

int posix_memalign(void **p, size_t align, size_t size)
{
	*p = memalign(align, size);
	return *p ? 0 : ENOMEM;
}

int pthread_mutex_lock(pthread_mutex_t *m) { count(LOCKS); return REAL(pthread_mutex_lock)(m); }
int pthread_mutex_trylock(pthread_mutex_t *m) { count(LOCKS); return REAL(pthread_mutex_trylock)(m); }
int pthread_rwlock_rdlock(pthread_rwlock_t *l) { count(LOCKS); return REAL(pthread_rwlock_rdlock)(l); }
int pthread_rwlock_wrlock(pthread_rwlock_t *l) { count(LOCKS); return REAL(pthread_rwlock_wrlock)(l); }

int pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m)
{
	count(WAITS);
	return REAL(pthread_cond_wait)(c, m);
}

int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *t)
{
	count(WAITS);
	return REAL(pthread_cond_timedwait)(c, m, t);
}
