"""Disks of their own for tests: small, and such as can fail."""

import pathlib
import subprocess


def fill(disk):
    """Takes all the room that there is."""
    with open(disk / "ballast", "ab", buffering=0) as ballast:
        for size in (1 << 16, 4096, 512, 1):
            try:
                while ballast.write(b"\0" * size):
                    pass
            except OSError:
                pass


class Tmpfs:
    """A file system in memory of that size."""

    def __init__(self, path, size):
        self.path = pathlib.Path(path)
        self.path.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path], check=True,
                       capture_output=True)

    def close(self):
        subprocess.run(["umount", "--lazy", self.path], check=True)


class Ext4:
    """A file system on a loop device, whose image can be copied as a power cut would leave it."""

    def __init__(self, image, megabytes=None):
        """Makes one of that size, or takes the image as it is."""
        self.image = pathlib.Path(image)
        self.path = self.image.with_suffix(".mounted")
        self.path.mkdir()
        if megabytes is not None:
            with open(self.image, "wb") as blank:
                blank.truncate(megabytes << 20)
            subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True, capture_output=True)
        self._mount()

    def _mount(self):
        subprocess.run(["mount", "-o", "loop,errors=remount-ro", self.image, self.path], check=True,
                       capture_output=True)

    def close(self):
        subprocess.run(["umount", "--lazy", self.path], check=True)

    def copy(self, image):
        """What is on the disk at this moment, and not what is in memory only."""
        subprocess.run(["cp", "--sparse=always", self.image, image], check=True)

    def fail(self):
        """The kernel meets an error, and makes the file system read-only. False where it can't be asked to."""
        source = subprocess.run(["findmnt", "-no", "SOURCE", self.path], text=True, check=True,
                                capture_output=True).stdout.strip()
        trigger = pathlib.Path("/sys/fs/ext4") / pathlib.Path(source).name / "trigger_fs_error"
        try:
            trigger.write_text("broken by a test")
        except OSError:
            return False
        return True

    def remount(self):
        subprocess.run(["umount", "--lazy", self.path], check=True)
        subprocess.run(["e2fsck", "-p", "-f", self.image], check=False, capture_output=True)
        self._mount()

