// A testbed of mocked input devices, driven line by line through standard input, for the native
// system tests. It prints its root folder first, then "ok" or "error: ..." for each command:
//
//   plug N KIND [PROPERTY=VALUE]...    KIND: keyboard mouse tablet touchpad buttons virtual bluetooth
//   change N PROPERTY=VALUE...         a "change" event, with these properties
//   unplug N                           a "remove" event, and the device is gone
//   number N MAJOR:MINOR               what stat() says of the node
//   key N CODE DOWN                    the key's state, as EVIOCGKEY tells it; no event is sent
//   event N TYPE CODE VALUE [TIME]     an event for whoever reads the node, stamped now or with that time,
//                                      in microseconds of the monotonic clock
//   read N                             an error unless everything sent so far was read
//   hangup N                           reading the node fails from now on
//   refuse N YES                       whether device N refuses what sets a descriptor up
//
// Nodes are FIFOs, which keep events whole and queue thousands; ioctls are answered here.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <umockdev.h>
#include <unistd.h>

enum { CAPACITY = 256 };

typedef struct {
  const char *name;
  struct input_id id;
  uint64_t types, keys[12], relative, absolute, properties;
  uint64_t down[12];
  int32_t maximum;
  char *path;
  int fifo;
} Device;

static UMockdevTestbed *bed;
static char *root;
static Device devices[CAPACITY];
static int refuses[CAPACITY];

static void set(uint64_t *bits, unsigned code) { bits[code / 64] |= UINT64_C(1) << (code % 64); }

static const void *bits_of(const Device *device, unsigned type, unsigned *size) {
  static const uint64_t none[12];
  *size = 8;
  switch (type) {
  case 0: return &device->types;
  case EV_KEY: *size = 96; return device->keys;
  case EV_REL: return &device->relative;
  case EV_ABS: return &device->absolute;
  default: return none;
  }
}

// The answer to a reading ioctl; NULL for one that such a device refuses.
static const void *answer(const Device *device, unsigned number, unsigned *size) {
  static const int version = EV_VERSION;
  static const int repeat[2] = {250, 33};
  static const uint64_t none;
  static struct input_absinfo axis;
  if (number >= 0x20 && number < 0x40) return bits_of(device, number - 0x20, size);
  if (number >= 0x40 && number < 0x80) {
    axis = (struct input_absinfo){.maximum = device->maximum, .resolution = 31};
    *size = sizeof axis;
    return &axis;
  }
  switch (number) {
  case 0x01: *size = sizeof version; return &version;
  case 0x02: *size = sizeof device->id; return &device->id;
  case 0x03: *size = sizeof repeat; return repeat;
  case 0x06: *size = (unsigned)strlen(device->name) + 1; return device->name;
  case 0x09: *size = 8; return &device->properties;
  case 0x18: *size = 96; return device->down;
  case 0x19: case 0x1a: case 0x1b: *size = 8; return &none;
  default: return NULL;
  }
}

static gboolean on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer data) {
  (void)base;
  gulong request = umockdev_ioctl_client_get_request(client);
  if (_IOC_TYPE(request) != 'E') return FALSE;
  long result = -1;
  int error = ENOENT;
  if (_IOC_DIR(request) == _IOC_WRITE) {
    // EVIOCSCLOCKID, EVIOCSMASK: the nodes have no kernel to obey them.
    error = refuses[(Device *)data - devices] ? EINVAL : 0;
    result = error ? -1 : 0;
  } else if (_IOC_DIR(request) == _IOC_READ) {
    unsigned size = 0;
    const void *source = answer(data, _IOC_NR(request), &size);
    if (source) {
      unsigned room = _IOC_SIZE(request);
      UMockdevIoctlData *target =
          umockdev_ioctl_data_resolve(umockdev_ioctl_client_get_arg(client), 0, room, NULL);
      if (size > room) size = room;
      umockdev_ioctl_data_update(target, 0, (guint8 *)source, (int)size);
      g_object_unref(target);
      result = (int)size;
      error = 0;
    }
  }
  umockdev_ioctl_client_complete(client, result, error);
  return TRUE;
}

static void keys(Device *device, unsigned first, unsigned last) {
  set(&device->types, EV_KEY);
  for (unsigned code = first; code <= last; code++) set(device->keys, code);
}

static int describe(Device *device, const char *kind) {
  *device = (Device){.name = "Mock Keyboard", .id = {BUS_USB, 0x046d, 0xc31c, 0x0111}, .fifo = -1};
  set(&device->types, EV_SYN);
  if (!strcmp(kind, "keyboard")) {
    keys(device, 1, 127);
  } else if (!strcmp(kind, "virtual")) {
    device->name = "Mock Remapper";
    keys(device, 1, 127);
  } else if (!strcmp(kind, "bluetooth")) {
    device->name = "Mock Bluetooth Keyboard";
    device->id.bustype = BUS_BLUETOOTH;
    keys(device, 1, 127);
  } else if (!strcmp(kind, "buttons")) {
    device->name = "Power Button";
    device->id.bustype = BUS_HOST;
    keys(device, KEY_POWER, KEY_POWER);
  } else if (!strcmp(kind, "mouse")) {
    device->name = "Mock Mouse";
    keys(device, BTN_LEFT, BTN_TASK);
    set(&device->types, EV_REL);
    static const unsigned axes[] = {REL_X, REL_Y, REL_WHEEL, REL_HWHEEL, REL_WHEEL_HI_RES, REL_HWHEEL_HI_RES};
    for (unsigned i = 0; i < sizeof axes / sizeof *axes; i++) set(&device->relative, axes[i]);
  } else if (!strcmp(kind, "tablet")) {
    device->name = "QEMU QEMU USB Tablet";
    keys(device, BTN_LEFT, BTN_MIDDLE);
    set(&device->types, EV_ABS);
    set(&device->absolute, ABS_X);
    set(&device->absolute, ABS_Y);
    device->maximum = 32767;
  } else if (!strcmp(kind, "touchpad")) {
    device->name = "Mock Touchpad";
    keys(device, BTN_LEFT, BTN_LEFT);
    keys(device, BTN_TOOL_FINGER, BTN_TOOL_FINGER);
    keys(device, BTN_TOUCH, BTN_TOUCH);
    set(&device->types, EV_ABS);
    set(&device->absolute, ABS_X);
    set(&device->absolute, ABS_Y);
    set(&device->properties, INPUT_PROP_POINTER);
    device->maximum = 3000;
  } else {
    return -1;
  }
  return 0;
}

static char *input_path(const char *kind, int number) {
  if (!strcmp(kind, "virtual")) return g_strdup_printf("/devices/virtual/input/input%d", number);
  if (!strcmp(kind, "bluetooth"))
    return g_strdup_printf("/devices/virtual/misc/uhid/0005:046D:C31C.%04d/input/input%d", number, number);
  if (!strcmp(kind, "buttons")) return g_strdup_printf("/devices/LNXSYSTM:00/LNXPWRBN:00/input/input%d", number);
  return g_strdup_printf("/devices/pci0000:00/usb1/1-%d/1-%d:1.0/0003:046D:C31C.%04d/input/input%d", number, number,
                         number, number);
}

// The parents first: each is announced as it is added, the node last of all.
static char *parents(const Device *device, const char *kind, const char *path, int number) {
  GString *text = g_string_new(NULL);
  if (strstr(path, "/usb1/")) {
    g_string_append_printf(text,
                           "P: /devices/pci0000:00/usb1/1-%d\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
                           "A: speed=12\\n\n\n"
                           "P: /devices/pci0000:00/usb1/1-%d/1-%d:1.0\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
                           "A: ep_81/direction=in\\n\nA: ep_81/type=Interrupt\\n\nA: ep_81/interval=%s\\n\n"
                           "A: ep_02/direction=out\\n\nA: ep_02/type=Interrupt\\n\nA: ep_02/interval=1ms\\n\n\n",
                           number, number, number, strcmp(kind, "mouse") ? "8ms" : "2ms");
  }
  g_string_append_printf(text,
                         "P: %s\nE: SUBSYSTEM=input\nA: name=%s\\n\nA: phys=usb-0000:00:14.0-%d/input0\\n\n"
                         "A: uniq=%s\\n\nA: id/bustype=%04x\\n\nA: id/vendor=%04x\\n\nA: id/product=%04x\\n\n"
                         "A: id/version=%04x\\n\n\n",
                         path, device->name, number, device->id.bustype == BUS_BLUETOOTH ? "aa:bb:cc:dd:ee:ff" : "",
                         device->id.bustype, device->id.vendor, device->id.product, device->id.version);
  return g_string_free(text, FALSE);
}

static const char *make_node(Device *device, int number) {
  g_autofree char *folder = g_strdup_printf("%s/dev/input", root);
  g_autofree char *node = g_strdup_printf("%s/event%d", folder, number);
  if (g_mkdir_with_parents(folder, 0755)) return strerror(errno);
  if (mkfifo(node, 0660)) return strerror(errno);
  device->fifo = open(node, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  return device->fifo < 0 ? strerror(errno) : NULL;
}

static const char *plug(int number, const char *kind, char **properties, mode_t mode) {
  static GError *error;
  Device *device = &devices[number];
  g_clear_error(&error);
  if (describe(device, kind)) return "unknown kind";
  g_autofree char *path = input_path(kind, number);
  g_autofree char *node = g_strdup_printf("/dev/input/event%d", number);
  g_autofree char *text = parents(device, kind, path, number);
  if (!umockdev_testbed_add_from_string(bed, text, &error)) return error->message;
  const char *failure = make_node(device, number);
  if (failure) return failure;
  g_autofree char *file = g_strconcat(root, node, NULL);
  if (chmod(file, mode)) return strerror(errno);

  UMockdevIoctlBase *handler = umockdev_ioctl_base_new();
  g_signal_connect(handler, "handle-ioctl", G_CALLBACK(on_ioctl), device);
  gboolean attached = umockdev_testbed_attach_ioctl(bed, node, handler, &error);
  g_object_unref(handler);
  if (!attached) return error->message;
  g_autofree char *socket = g_strdup_printf("%s/ioctl/dev/input/event%d", root, number);
  chmod(socket, 0777);

  GString *child = g_string_new(NULL);
  g_string_append_printf(child, "P: %s/event%d\nE: SUBSYSTEM=input\nE: DEVNAME=/dev/input/event%d\nE: MAJOR=13\nE: MINOR=%d\n",
                         path, number, number, 64 + number);
  for (; properties && *properties; properties++) g_string_append_printf(child, "E: %s\n", *properties);
  g_string_append_printf(child, "A: dev=13:%d\\n\n\n", 64 + number);
  gboolean added = umockdev_testbed_add_from_string(bed, child->str, &error);
  g_string_free(child, TRUE);
  if (!added) return error->message;
  device->path = g_strdup_printf("/sys%s/event%d", path, number);
  return NULL;
}

static void remove_node(Device *device, int number) {
  g_autofree char *node = g_strdup_printf("%s/dev/input/event%d", root, number);
  g_autofree char *link = g_strdup_printf("%s/dev/.node/input_event%d", root, number);
  unlink(node);
  unlink(link);
  if (device->fifo >= 0) close(device->fifo);
  device->fifo = -1;
}

static const char *unplug(int number) {
  Device *device = &devices[number];
  g_autofree char *node = g_strdup_printf("/dev/input/event%d", number);
  umockdev_testbed_uevent(bed, device->path, "remove");
  umockdev_testbed_detach_ioctl(bed, node, NULL);
  remove_node(device, number);
  g_autofree char *usb = g_strdup_printf("/sys/devices/pci0000:00/usb1/1-%d", number);
  g_autofree char *input = g_path_get_dirname(device->path);
  // With all that is below it.
  umockdev_testbed_remove_device(bed, g_str_has_prefix(input, usb) ? usb : input);
  // umockdev leaves links behind, and fails on them when the device comes back.
  static const char *const links[] = {"bus/usb/devices/1-%d", "bus/usb/devices/1-%d:1.0", "class/input/input%d",
                                      "class/input/event%d"};
  for (unsigned i = 0; i < sizeof links / sizeof *links; i++) {
    g_autofree char *format = g_strdup_printf("%s/sys/%s", root, links[i]);
    g_autofree char *link = g_strdup_printf(format, number);
    unlink(link);
  }
  g_clear_pointer(&device->path, g_free);
  return NULL;
}

static const char *change(Device *device, char **properties) {
  for (; *properties; properties++) {
    char *equals = strchr(*properties, '=');
    if (!equals) return "PROPERTY=VALUE wanted";
    *equals = 0;
    umockdev_testbed_set_property(bed, device->path, *properties, equals + 1);
  }
  umockdev_testbed_uevent(bed, device->path, "change");
  return NULL;
}

static const char *send(Device *device, int type, int code, int value, int64_t time) {
  if (!time) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    time = now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
  }
  struct input_event event = {.type = (uint16_t)type, .code = (uint16_t)code, .value = value};
  event.input_event_sec = time / 1000000;
  event.input_event_usec = time % 1000000;
  return write(device->fifo, &event, sizeof event) == sizeof event ? NULL : strerror(errno);
}

static const char *obey(char **words, guint count) {
  if (count < 2) return "command and number wanted";
  int number = atoi(words[1]);
  if (number < 0 || number >= CAPACITY) return "number out of range";
  Device *device = &devices[number];
  if (!strcmp(words[0], "plug") && count >= 3) return plug(number, words[2], words + 3, 0666);
  if (!strcmp(words[0], "plug-closed") && count >= 3) return plug(number, words[2], words + 3, 0);
  if (!strcmp(words[0], "refuse") && count == 3) return refuses[number] = atoi(words[2]), NULL;
  if (!device->path) return "not plugged in";
  if (!strcmp(words[0], "unplug")) return unplug(number);
  if (!strcmp(words[0], "change")) return change(device, words + 2);
  if (!strcmp(words[0], "number") && count == 3) {
    g_autofree char *link = g_strdup_printf("%s/dev/.node/input_event%d", root, number);
    unlink(link);
    return symlink(words[2], link) ? strerror(errno) : NULL;
  }
  if (!strcmp(words[0], "key") && count == 4) {
    int code = atoi(words[2]);
    uint64_t bit = UINT64_C(1) << (code % 64);
    device->down[code / 64] = atoi(words[3]) ? device->down[code / 64] | bit : device->down[code / 64] & ~bit;
    return NULL;
  }
  if (!strcmp(words[0], "event") && (count == 5 || count == 6))
    return send(device, atoi(words[2]), atoi(words[3]), atoi(words[4]), count == 6 ? atoll(words[5]) : 0);
  if (!strcmp(words[0], "hangup")) {
    close(device->fifo);
    device->fifo = -1;
    return NULL;
  }
  if (!strcmp(words[0], "read")) {
    int pending = 0;
    return ioctl(device->fifo, FIONREAD, &pending) || pending ? "events are left" : NULL;
  }
  return "unknown command";
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  bed = umockdev_testbed_new();
  root = umockdev_testbed_get_root_dir(bed);
  chmod(root, 0777); // an unprivileged monitor makes its socket here
  g_autofree char *nodes = g_strdup_printf("%s/dev", root);
  g_mkdir_with_parents(nodes, 0755); // else the real one would be watched
  printf("%s\n", root);
  char *line = NULL;
  size_t size = 0;
  while (getline(&line, &size, stdin) > 0) {
    g_auto(GStrv) words = g_strsplit(g_strstrip(line), " ", -1);
    const char *failure = obey(words, g_strv_length(words));
    if (failure) printf("error: %s\n", failure);
    else puts("ok");
  }
  free(line);
  g_object_unref(bed);
  return 0;
}
