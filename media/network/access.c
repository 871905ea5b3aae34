/* SPDX-License-Identifier: MIT */
#include "media/network/access.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ADDRESS_BYTES 16

/* An address in network order; 0 bytes: of no kind that is known. */
struct address {
    uint8_t bytes[MAX_ADDRESS_BYTES];
    size_t size;
};

struct jfi_access_entry {
    struct address address, mask;
};

static struct jfi_access_list *get_list(struct jfi_access *access, enum jf_access list)
{
    if (list == JF_ACCESS_EXCLUDE)
        return &access->exclude;
    return list == JF_ACCESS_INCLUDE ? &access->include : NULL;
}

void jfi_access_init(struct jfi_access *access)
{
    *access = (struct jfi_access){.exclude = {.count = 0}};
    /* A mutex of the default kind takes no resource: this cannot fail on Linux. */
    pthread_mutex_init(&access->lock, NULL);
}

void jfi_access_fini(struct jfi_access *access)
{
    pthread_mutex_destroy(&access->lock);
    free(access->exclude.entries);
    free(access->include.entries);
}

static struct address read_address(const char *text)
{
    struct address address = {.size = 0};

    if (!text)
        return address;
    if (inet_pton(AF_INET, text, address.bytes) == 1)
        address.size = 4;
    else if (inet_pton(AF_INET6, text, address.bytes) == 1)
        address.size = 16;
    return address;
}

static int reserve(struct jfi_access_list *list)
{
    const size_t capacity = list->capacity > 0 ? list->capacity * 2 : 8;
    struct jfi_access_entry *moved = NULL;

    if (list->count < list->capacity)
        return 0;
    moved = realloc(list->entries, capacity * sizeof(*moved));
    if (!moved)
        return -ENOMEM;
    list->entries = moved;
    list->capacity = capacity;
    return 0;
}

/* Called locked. */
static int append(struct jfi_access_list *list, const struct jfi_access_entry *entry)
{
    const int err = list ? reserve(list) : -EINVAL;

    if (err == 0)
        list->entries[list->count++] = *entry;
    return err;
}

int jfi_access_add(struct jfi_access *access, enum jf_access list, const char *address,
                   const char *mask)
{
    const struct jfi_access_entry entry = {.address = read_address(address),
                                           .mask = read_address(mask)};
    int err = 0;

    if (entry.address.size == 0 || entry.address.size != entry.mask.size)
        return -EINVAL;
    pthread_mutex_lock(&access->lock);
    err = append(get_list(access, list), &entry);
    pthread_mutex_unlock(&access->lock);
    return err;
}

/* Called locked. */
static int check_index(const struct jfi_access_list *list, size_t index)
{
    if (!list)
        return -EINVAL;
    return index < list->count ? 0 : -EBADSLT;
}

int jfi_access_remove(struct jfi_access *access, enum jf_access list, size_t index)
{
    struct jfi_access_list *entries = get_list(access, list);
    int err = 0;

    pthread_mutex_lock(&access->lock);
    err = check_index(entries, index);
    if (err == 0) {
        entries->count--;
        memmove(&entries->entries[index], &entries->entries[index + 1],
                (entries->count - index) * sizeof(entries->entries[0]));
    }
    pthread_mutex_unlock(&access->lock);
    return err;
}

size_t jfi_access_get_count(struct jfi_access *access, enum jf_access list)
{
    const struct jfi_access_list *entries = get_list(access, list);
    size_t count = 0;

    pthread_mutex_lock(&access->lock);
    count = entries ? entries->count : 0;
    pthread_mutex_unlock(&access->lock);
    return count;
}

static char *dup_address(const struct address *address)
{
    char text[INET6_ADDRSTRLEN];

    inet_ntop(address->size == 4 ? AF_INET : AF_INET6, address->bytes, text, sizeof(text));
    return strdup(text);
}

int jfi_access_dup(struct jfi_access *access, enum jf_access list, size_t index, char **ret_address,
                   char **ret_mask)
{
    const struct jfi_access_list *entries = get_list(access, list);
    struct jfi_access_entry entry = {{{0}, 0}, {{0}, 0}};
    char *address = NULL, *mask = NULL;
    int err = 0;

    pthread_mutex_lock(&access->lock);
    err = check_index(entries, index);
    if (err == 0)
        entry = entries->entries[index];
    pthread_mutex_unlock(&access->lock);
    if (err < 0)
        return err;
    address = dup_address(&entry.address);
    mask = dup_address(&entry.mask);
    if (!address || !mask) {
        free(address);
        free(mask);
        return -ENOMEM;
    }
    *ret_address = address;
    *ret_mask = mask;
    return 0;
}

/* An IPv4 address that came in at an IPv6 port is one of IPv4. */
static struct address read_peer(const struct sockaddr *peer)
{
    struct address address = {.size = 0};

    if (peer->sa_family == AF_INET) {
        address.size = 4;
        memcpy(address.bytes, &((const struct sockaddr_in *)peer)->sin_addr, 4);
    } else if (peer->sa_family == AF_INET6) {
        const struct in6_addr *v6 = &((const struct sockaddr_in6 *)peer)->sin6_addr;

        address.size = IN6_IS_ADDR_V4MAPPED(v6) ? 4 : 16;
        memcpy(address.bytes, v6->s6_addr + 16 - address.size, address.size);
    }
    return address;
}

static bool matches(const struct jfi_access_entry *entry, const struct address *address)
{
    if (entry->address.size != address->size)
        return false;
    for (size_t i = 0; i < address->size; i++) {
        if ((entry->address.bytes[i] & entry->mask.bytes[i]) !=
            (address->bytes[i] & entry->mask.bytes[i]))
            return false;
    }
    return true;
}

static bool is_on(const struct jfi_access_list *list, const struct address *address)
{
    for (size_t i = 0; i < list->count; i++) {
        if (matches(&list->entries[i], address))
            return true;
    }
    return false;
}

bool jfi_access_allows(struct jfi_access *access, const struct sockaddr *peer)
{
    const struct address address = read_peer(peer);
    bool allowed = false;

    pthread_mutex_lock(&access->lock);
    allowed = !is_on(&access->exclude, &address) &&
              (access->include.count == 0 || is_on(&access->include, &address));
    pthread_mutex_unlock(&access->lock);
    return allowed;
}
