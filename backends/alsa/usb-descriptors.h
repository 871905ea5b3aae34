/* SPDX-License-Identifier: MIT */
#ifndef JFI_USB_DESCRIPTORS_H
#define JFI_USB_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * The audio functions of a USB device, as its descriptors tell of them: the bytes of
 * /sys/bus/usb/devices/D/descriptors, of USB Audio Class 1, 2 or 3. Pure: no file is touched and
 * nothing is judged; what the bytes do not tell is marked so. Every length in them may be wrong.
 */

enum {
    JFI_USB_MAX_FUNCTIONS = 32,
    JFI_USB_MAX_ENTITIES = 256, /**< of a function: as many as there are ids */
    JFI_USB_MAX_STREAMS = 1024, /**< alternate settings of streaming interfaces */
    JFI_USB_MAX_SELECTORS = 16, /**< control selectors of a feature unit are 1 to this */
};

/** bInterfaceProtocol of the AudioControl interface. */
enum jfi_usb_version {
    JFI_USB_VERSION_UNKNOWN = 0,
    JFI_USB_VERSION_1,
    JFI_USB_VERSION_2,
    JFI_USB_VERSION_3,
};

enum jfi_usb_kind {
    JFI_USB_UNKNOWN = 0,
    JFI_USB_INPUT_TERMINAL,
    JFI_USB_OUTPUT_TERMINAL,
    JFI_USB_MIXER,
    JFI_USB_SELECTOR,
    JFI_USB_FEATURE,
    JFI_USB_EFFECT,
    JFI_USB_PROCESSING,
    JFI_USB_EXTENSION,
    JFI_USB_RATE_CONVERTER,
    JFI_USB_CLOCK_SOURCE,
    JFI_USB_CLOCK_SELECTOR,
    JFI_USB_CLOCK_MULTIPLIER,
    JFI_USB_POWER_DOMAIN,
};

/** Control selectors of a feature unit. Class 1 has those up to LOUDNESS. */
enum jfi_usb_feature {
    JFI_USB_MUTE = 1,
    JFI_USB_VOLUME,
    JFI_USB_BASS,
    JFI_USB_MID,
    JFI_USB_TREBLE,
    JFI_USB_EQUALIZER,
    JFI_USB_AGC,
    JFI_USB_DELAY,
    JFI_USB_BASS_BOOST,
    JFI_USB_LOUDNESS,
    JFI_USB_INPUT_GAIN,
    JFI_USB_INPUT_PAD,
    JFI_USB_PHASE,
    JFI_USB_UNDERFLOW,
    JFI_USB_OVERFLOW,
};

/** A terminal, unit or clock. */
struct jfi_usb_entity {
    enum jfi_usb_kind kind;
    uint8_t id;
    unsigned int earlier; /**< entities before it that have the same id */
    unsigned int type;    /**< wTerminalType; code of a process, effect or extension */
    uint8_t partner;      /**< bAssocTerminal; 0: none */
    int clock;            /**< id of the clock of a terminal; -1: not told */
    int channels;         /**< of its own cluster; -1: not told here */
    /** Ids of what feeds it: audio, or for a clock other clocks. Into the device's bytes. */
    const uint8_t *sources;
    size_t source_count;
    uint32_t features; /**< of a feature unit: bit N, it has control selector N */
    bool has_sensor;   /**< a terminal that can tell whether something is plugged in */
};

/** An AudioControl interface. */
struct jfi_usb_function {
    int interface;
    enum jfi_usb_version version;
    int category;                    /**< bCategory of class 2 and 3; -1: not told */
    struct jfi_usb_entity *entities; /**< in the order of the bytes */
    size_t entity_count;
    int by_id[256]; /**< index of the first entity of this id, -1: none */
};

/** One alternate setting of an AudioStreaming interface that carries sound. */
struct jfi_usb_stream {
    int interface, setting;
    uint8_t terminal; /**< id of the terminal it is linked to */
    size_t function;  /**< index of the function this terminal is in */
};

/** Where the bytes were not as expected. */
struct jfi_usb_fault {
    size_t offset;
    const char *what; /**< static; NULL: none */
};

struct jfi_usb_device {
    int64_t product_id; /**< vendor << 16 | product; -1: not told */
    struct jfi_usb_function *functions;
    size_t function_count; /**< 0: nothing of it is audio as the class defines it */
    struct jfi_usb_stream *streams;
    size_t stream_count;
    size_t fault_count; /**< descriptors that were skipped, or not as they should be */
    struct jfi_usb_fault first_fault;
    bool is_cut_off; /**< a descriptor has no possible length; what follows it is not read */
    uint8_t *bytes;
};

/**
 * Reads the functions of one configuration.
 *
 * @param configuration  its bConfigurationValue; -1: not told, then the first one with a function,
 *                       as a sound card of the device says that there is one. 0: the device is not
 *                       configured and has no function now.
 * @param ret_device     the caller frees it with jfi_usb_device_free.
 * @param ret_fault      written with -EBADMSG: where the bytes stopped to look like descriptors.
 * Errors: -EBADMSG no such configuration; -ENOMEM.
 */
int jfi_usb_parse(const void *bytes, size_t size, int configuration,
                  struct jfi_usb_device **ret_device, struct jfi_usb_fault *ret_fault);
struct jfi_usb_device *jfi_usb_device_free(struct jfi_usb_device *device);

/** NULL: no entity has this id. Of several the first, as the kernel takes it. */
const struct jfi_usb_entity *jfi_usb_find_entity(const struct jfi_usb_function *function,
                                                 unsigned int id);
/** NULL: the device has no such AudioControl interface. */
const struct jfi_usb_function *jfi_usb_find_function(const struct jfi_usb_device *device,
                                                     int interface);

/** Whether the terminal is one side of a stream between host and device: types 0x01xx. */
bool jfi_usb_is_streaming(const struct jfi_usb_entity *entity);
bool jfi_usb_is_terminal(const struct jfi_usb_entity *entity);
/** Whether it is part of the clock layer, which carries no sound. */
bool jfi_usb_is_clock(const struct jfi_usb_entity *entity);

#endif
