/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_BUS_PATH_H
#define JFI_ALSA_BUS_PATH_H

/** @file Where a device is plugged in, in udev's words. Pure. */

/**
 * The ID_PATH of the device at the end of a path of directories ("…/0000:00:14.0/usb1/1-2/1-2:1.0":
 * "pci-0000:00:14.0-usb-0:2:1.0"), which the caller frees; NULL when the path ends in nothing that
 * has a name. Leading "../" are skipped; a path that begins in the middle tells less. -ENOMEM.
 */
int jfi_bus_path(const char *device_path, char **ret_bus_path);

/**
 * The USB device that the path ends in, or in an interface of it: "1-2". NULL: neither. The caller
 * frees it. -ENOMEM.
 */
int jfi_bus_path_usb_device(const char *device_path, char **ret_name);

#endif
