// Preloaded together with umockdev, which answers stat() of a mocked node but not fstat() of an open
// one: the device number of a descriptor is that of the path it was opened by.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int fstat(int fd, struct stat *status) {
  static int (*original)(int, struct stat *);
  if (!original) original = (int (*)(int, struct stat *))dlsym(RTLD_NEXT, "fstat");
  int result = original(fd, status);
  if (result != 0 || !S_ISFIFO(status->st_mode)) return result;
  char link[64], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  const char *node = strstr(path, "/dev/input/");
  struct stat seen;
  if (node && stat(node, &seen) == 0) status->st_rdev = seen.st_rdev;
  return 0;
}
