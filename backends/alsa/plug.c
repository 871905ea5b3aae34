/* SPDX-License-Identifier: MIT */
#include "backends/alsa/plug.h"

#include <errno.h>
#include <libudev.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

struct jfi_plug {
    struct udev *udev;
    struct udev_monitor *monitor; /* NULL: no udev here */
    struct udev_device *device;   /* the one that the last news is of */
    char *dev_path, *snd_path;
    int inotify_fd;
    int dev_watch, snd_watch; /* -1: none, as there is no such directory */
    _Alignas(struct inotify_event) char buffer[4096];
    size_t used, at; /* bytes in the buffer, and where the next event is in it */
};

/* "controlC7" with the stem "controlC" is of card 7; so is "pcmC7D0p" with "pcmC". */
static bool is_of_card(const char *name, const char *stem, int *ret_number)
{
    size_t length = strlen(stem);
    char *end;
    long number;

    if (strncmp(name, stem, length) != 0 || name[length] < '0' || name[length] > '9')
        return false;
    number = strtol(name + length, &end, 10);
    if ((*end && *end != 'D') || number > 9999)
        return false;
    *ret_number = (int)number;
    return true;
}

/* ---- udev ------------------------------------------------------------------------------------ */

/*
 * A card is complete, and its nodes are open to whom they shall be open, with the "change" that
 * udev's rules make of the control node's "add"; before that, udev promises no order.
 */
static bool judge_device(struct udev_device *device, struct jfi_plug_news *ret_news)
{
    const char *action = udev_device_get_action(device), *name = udev_device_get_sysname(device);
    const char *initialized = udev_device_get_property_value(device, "SOUND_INITIALIZED");

    if (!action || !name)
        return false;
    if (is_of_card(name, "card", &ret_news->card_number)) {
        ret_news->place = udev_device_get_devpath(device);
        if (strcmp(action, "remove") == 0)
            ret_news->kind = JFI_PLUG_GONE;
        else if (strcmp(action, "change") == 0 && initialized && strcmp(initialized, "1") == 0)
            ret_news->kind = JFI_PLUG_LOOK;
    } else if (is_of_card(name, "pcmC", &ret_news->card_number)) {
        if (strcmp(action, "add") == 0 || strcmp(action, "remove") == 0)
            ret_news->kind = JFI_PLUG_NODES;
    }
    return ret_news->kind != JFI_PLUG_NOTHING;
}

static bool next_from_udev(struct jfi_plug *plug, struct jfi_plug_news *ret_news)
{
    if (!plug->monitor)
        return false;
    for (;;) {
        udev_device_unref(plug->device);
        errno = 0;
        plug->device = udev_monitor_receive_device(plug->monitor);
        if (!plug->device)
            break;
        if (judge_device(plug->device, ret_news))
            return true;
    }
    if (errno != ENOBUFS)
        return false;
    /* Some were lost. */
    *ret_news = (struct jfi_plug_news){.kind = JFI_PLUG_LOOK, .card_number = JFI_PLUG_ALL_CARDS};
    return true;
}

static int open_udev(struct jfi_plug *plug)
{
    if (access("/run/udev/control", F_OK) < 0)
        return 0;
    plug->udev = udev_new();
    if (!plug->udev)
        return -ENOMEM;
    plug->monitor = udev_monitor_new_from_netlink(plug->udev, "udev");
    if (!plug->monitor)
        return 0; /* a sandbox without netlink: the directory has to do */
    if (udev_monitor_filter_add_match_subsystem_devtype(plug->monitor, "sound", NULL) < 0 ||
        udev_monitor_enable_receiving(plug->monitor) < 0)
        plug->monitor = udev_monitor_unref(plug->monitor);
    return 0;
}

/* ---- the directory of device nodes ----------------------------------------------------------- */

static void watch_snd(struct jfi_plug *plug)
{
    plug->snd_watch = inotify_add_watch(plug->inotify_fd, plug->snd_path,
                                        IN_CREATE | IN_DELETE | IN_ATTRIB | IN_ONLYDIR);
}

static enum jfi_plug_news_kind kind_of_node_event(const struct jfi_plug *plug, uint32_t mask)
{
    if (plug->monitor)
        return mask & IN_ATTRIB ? JFI_PLUG_ACCESS : JFI_PLUG_NOTHING;
    return mask & IN_DELETE ? JFI_PLUG_GONE : JFI_PLUG_LOOK;
}

static void judge_node(const struct jfi_plug *plug, const struct inotify_event *event,
                       struct jfi_plug_news *ret_news)
{
    if (is_of_card(event->name, "controlC", &ret_news->card_number))
        ret_news->kind = kind_of_node_event(plug, event->mask);
    else if (!plug->monitor && event->mask & (IN_CREATE | IN_DELETE) &&
             is_of_card(event->name, "pcmC", &ret_news->card_number))
        ret_news->kind = JFI_PLUG_NODES;
}

/* With the first card the directory comes, with the last it goes. */
static void judge_event(struct jfi_plug *plug, const struct inotify_event *event,
                        struct jfi_plug_news *ret_news)
{
    if (event->mask & IN_Q_OVERFLOW) {
        ret_news->kind = JFI_PLUG_LOOK;
        ret_news->card_number = JFI_PLUG_ALL_CARDS;
    } else if (event->wd == plug->snd_watch) {
        if (event->mask & IN_IGNORED)
            plug->snd_watch = -1;
        else if (event->len)
            judge_node(plug, event, ret_news);
    } else if (event->wd == plug->dev_watch && event->len && strcmp(event->name, "snd") == 0) {
        watch_snd(plug);
        ret_news->kind = plug->monitor ? JFI_PLUG_ACCESS : JFI_PLUG_LOOK;
        ret_news->card_number = JFI_PLUG_ALL_CARDS;
    }
}

static const struct inotify_event *next_event(struct jfi_plug *plug)
{
    const struct inotify_event *event;

    if (plug->at >= plug->used) {
        ssize_t count = read(plug->inotify_fd, plug->buffer, sizeof(plug->buffer));

        plug->at = 0;
        plug->used = count > 0 ? (size_t)count : 0;
    }
    if (plug->at >= plug->used)
        return NULL;
    event = (const struct inotify_event *)(const void *)(plug->buffer + plug->at);
    plug->at += sizeof(*event) + event->len;
    return event;
}

static bool next_from_directory(struct jfi_plug *plug, struct jfi_plug_news *ret_news)
{
    const struct inotify_event *event;

    while (plug->inotify_fd >= 0 && (event = next_event(plug))) {
        judge_event(plug, event, ret_news);
        if (ret_news->kind != JFI_PLUG_NOTHING)
            return true;
    }
    return false;
}

/* The directory above is looked at for as long as there is none of ours, and after. */
void jfi_plug_begin(struct jfi_plug *plug)
{
    if (plug->inotify_fd < 0)
        return;
    plug->dev_watch = inotify_add_watch(plug->inotify_fd, plug->dev_path, IN_CREATE | IN_ONLYDIR);
    watch_snd(plug);
}

static int open_directory(struct jfi_plug *plug, const char *root)
{
    const char *slash = strcmp(root, "/") == 0 ? "" : "/";

    if (asprintf(&plug->dev_path, "%s%sdev", root, slash) < 0) {
        plug->dev_path = NULL;
        return -ENOMEM;
    }
    if (asprintf(&plug->snd_path, "%s/snd", plug->dev_path) < 0) {
        plug->snd_path = NULL;
        return -ENOMEM;
    }
    plug->inotify_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    return plug->inotify_fd < 0 ? -errno : 0;
}

/* ---- both ------------------------------------------------------------------------------------ */

int jfi_plug_open(const char *root, struct jfi_plug **ret_plug)
{
    struct jfi_plug *plug = calloc(1, sizeof(*plug));
    int status;

    if (!plug)
        return -ENOMEM;
    plug->inotify_fd = plug->dev_watch = plug->snd_watch = -1;
    status = strcmp(root, "/") == 0 ? open_udev(plug) : 0;
    if (!status)
        status = open_directory(plug, root);
    /* Directories that can be watched are few on some machines; udev tells of the cards alone. */
    if (status && (status == -ENOMEM || !plug->monitor)) {
        jfi_plug_close(plug);
        return status;
    }
    *ret_plug = plug;
    return 0;
}

struct jfi_plug *jfi_plug_close(struct jfi_plug *plug)
{
    if (!plug)
        return NULL;
    udev_device_unref(plug->device);
    udev_monitor_unref(plug->monitor);
    udev_unref(plug->udev);
    if (plug->inotify_fd >= 0)
        close(plug->inotify_fd);
    free(plug->dev_path);
    free(plug->snd_path);
    free(plug);
    return NULL;
}

void jfi_plug_get_fds(const struct jfi_plug *plug, int ret_fds[JFI_PLUG_FDS])
{
    ret_fds[0] = plug->monitor ? udev_monitor_get_fd(plug->monitor) : -1;
    ret_fds[1] = plug->inotify_fd;
}

void jfi_plug_next(struct jfi_plug *plug, struct jfi_plug_news *ret_news)
{
    *ret_news = (struct jfi_plug_news){.kind = JFI_PLUG_NOTHING};
    if (!next_from_udev(plug, ret_news))
        (void)next_from_directory(plug, ret_news);
}
