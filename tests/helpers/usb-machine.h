/* SPDX-License-Identifier: MIT */
#ifndef TESTS_USB_MACHINE_H
#define TESTS_USB_MACHINE_H

/* A recorded machine whose only card, number 1 and id "Usb", is a USB device at port 2. */

#include "helpers/recording.h"
#include "helpers/usb-bytes.h"

#define USB_CARD "proc/asound/card1"
#define USB_PATH "sys/bus/usb/devices/1-2"
#define USB_NAME "pci-0000:00:14.0-usb-0:2:1.0"
/* Of the function at interface 0, and of what hangs on it. */
#define USB_ID       "usb:" USB_NAME ":0"
#define USB_ENDPOINT "endpoint:" USB_NAME ":0:"

/** The card with its link, and the descriptors of its device. Calling it again replaces them. */
void usb_machine(const struct recording *recording, const struct usb_bytes *usb);
/** Its usbmixer: of the AudioControl interface 0, then as `elements`. */
void usb_machine_mixer(const struct recording *recording, const char *elements);
/** streamD, as the kernel writes it for one setting in a direction, or in both. -1: not in this. */
void usb_machine_stream(const struct recording *recording, unsigned int device,
                        int playback_interface, int capture_interface);

/** One element of usbmixer: unit, control selector and type of value. */
#define USB_ELEMENT(unit, selector, name, type, rest)                                    \
    "  Unit: " #unit "\n    Control: name=\"" name "\", index=0\n"                       \
    "    Info: id=" #unit ", control=" #selector ", cmask=0x0, channels=1, type=\"" type \
    "\"\n    Volume: " rest "\n"
#define USB_SWITCH(unit, selector, name) \
    USB_ELEMENT(unit, selector, name, "BOOLEAN", "min=0, max=1, dBmin=0, dBmax=0")
#define USB_LEVEL(unit, selector, name, min, max) \
    USB_ELEMENT(unit, selector, name, "S16", "min=0, max=1, dBmin=" #min ", dBmax=" #max)

/** One element of asound.state. */
#define USB_STATE_SWITCH(number, iface, access, name, value)                                   \
    "\tcontrol." #number " {\n\t\tiface " iface "\n\t\tname '" name "'\n\t\tvalue " value "\n" \
    "\t\tcomment {\n\t\t\taccess '" access "'\n\t\t\ttype BOOLEAN\n\t\t\tcount 1\n\t\t}\n\t}\n"
#define USB_STATE_LEVEL(number, name, db)                                           \
    "\tcontrol." #number " {\n\t\tiface MIXER\n\t\tname '" name "'\n\t\tvalue 3\n"  \
    "\t\tcomment {\n\t\t\taccess 'read write'\n\t\t\ttype INTEGER\n\t\t\tcount 1\n" \
    "\t\t\trange '0 - 10'\n\t\t\tdbmin -5000\n\t\t\tdbmax 0\n\t\t\tdbvalue.0 " #db  \
    "\n\t\t}\n\t}\n"
#define USB_STATE_CHOICE(number, name, value, items)                                         \
    "\tcontrol." #number " {\n\t\tiface MIXER\n\t\tname '" name "'\n\t\tvalue '" value "'\n" \
    "\t\tcomment {\n\t\t\taccess 'read write'\n\t\t\ttype ENUMERATED\n\t\t\tcount 1\n" items \
    "\t\t}\n\t}\n"
#define USB_STATE_ITEM(index, name) "\t\t\titem." #index " '" name "'\n"
/** The elements of the card. */
void usb_machine_state(const struct recording *recording, const char *elements);

#endif
