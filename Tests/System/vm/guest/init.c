/* First program of the test machine: loads the modules that reach the root disk and hands over.
 *
 * The initial RAM disk holds this program and /mods, whose files are inserted in the order of
 * their names. Everything else is left to systemd on the root disk. Built with `gcc -static`, so
 * that the RAM disk needs nothing more (busybox-static would conflict with Debian's busybox).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void insert(const char *name)
{
	char path[300];
	snprintf(path, sizeof path, "/mods/%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0) < 0)
		perror(path);
	close(fd);
}

int main(void)
{
	struct dirent **names;
	int count = scandir("/mods", &names, NULL, alphasort);
	struct stat disk;

	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	for (int i = 0; i < count; i++)
		if (names[i]->d_name[0] != '.')
			insert(names[i]->d_name);
	for (int i = 0; i < 3000 && stat("/dev/vda", &disk) < 0; i++)
		usleep(20000);
	if (mount("/dev/vda", "/new", "ext4", MS_NOATIME, NULL) < 0) {
		perror("init: mounting /dev/vda");
		return 1;
	}
	mount("/dev", "/new/dev", NULL, MS_MOVE, NULL);
	if (chdir("/new") < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0)
		perror("init: changing to the root disk");
	execl("/sbin/init", "/sbin/init", NULL);
	perror("init: /sbin/init");
	return 1;
}
