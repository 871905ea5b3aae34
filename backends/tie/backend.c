/* SPDX-License-Identifier: MIT */

/*
 * Ties what the other backends described: the side of a PipeWire node that faces the hardware to
 * the PCM it plays to or records from. Describes connections only: one for each tied node, under
 * the id of the node's connector, and one for each further converter that the PCM runs through,
 * under the id of that.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backends/io.h"
#include "backends/registry.h"
#include "backends/tie/ends.h"
#include "backends/tie/owner.h"

struct tie {
    char *key;        /* the part id that it is described under */
    char *node, *pcm; /* part ids */
    char *owner;      /* of the PCM: the program that holds it; NULL: none, or not told */
    const char *evidence;
    bool is_capture;
    bool is_seen; /* while the ties are looked at again */
};

struct ties {
    struct jfi_vec list; /* struct tie */
    struct jfi_io *io;   /* NULL: a recording, whose streams are history */
};

/* ---- the list -------------------------------------------------------------------------------- */

static void tie_fini(struct tie *tie)
{
    free(tie->key);
    free(tie->node);
    free(tie->pcm);
    free(tie->owner);
}

static struct tie *find_tie(const struct ties *ties, const char *key)
{
    for (size_t i = 0; i < ties->list.count; i++) {
        struct tie *tie = jfi_vec_at(&ties->list, i);

        if (strcmp(tie->key, key) == 0)
            return tie;
    }
    return NULL;
}

static int add_tie(struct ties *ties, const char *key, const char *node, const char *pcm)
{
    struct tie tie = {.key = strdup(key), .node = strdup(node), .pcm = strdup(pcm)};
    int status = tie.key && tie.node && tie.pcm ? jfi_vec_push(&ties->list, &tie) : -ENOMEM;

    if (status)
        tie_fini(&tie);
    return status;
}

static int set_ends(struct tie *tie, const char *node, const char *pcm)
{
    char *node_copy = strdup(node), *pcm_copy = strdup(pcm);

    if (!node_copy || !pcm_copy) {
        free(node_copy);
        free(pcm_copy);
        return -ENOMEM;
    }
    free(tie->node);
    free(tie->pcm);
    tie->node = node_copy;
    tie->pcm = pcm_copy;
    return 0;
}

static bool are_equal(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Asks who holds the PCM now. `ret_changed` is set when it is another than before. */
static int look_at_owner(const struct ties *ties, struct tie *tie, const struct jfi_tie_pcm *pcm,
                         bool *ret_changed)
{
    char *owner = NULL;
    int status = ties->io
                     ? jfi_tie_read_owner(ties->io, pcm->card, pcm->device, pcm->is_capture, &owner)
                     : 0;

    if (status || are_equal(owner, tie->owner)) {
        free(owner);
        return status;
    }
    free(tie->owner);
    tie->owner = owner;
    *ret_changed = true;
    return 0;
}

/* Notes a tie that was found, and marks it when it is new or other than before. */
static int note(struct jfi_backend *backend, const char *key, const struct jfi_tie_pcm *node,
                const struct jfi_tie_pcm *pcm)
{
    struct ties *ties = jfi_backend_priv(backend);
    const char *node_id = jf_part_get_id(node->part), *pcm_id = jf_part_get_id(pcm->part);
    struct tie *tie = find_tie(ties, key);
    bool is_changed = !tie || strcmp(tie->node, node_id) != 0 || strcmp(tie->pcm, pcm_id) != 0 ||
                      tie->evidence != node->evidence || tie->is_capture != node->is_capture;
    int status = 0;

    /* Of two nodes on one PCM the first has its further converters. */
    if (tie && tie->is_seen)
        return 0;
    if (is_changed)
        status = tie ? set_ends(tie, node_id, pcm_id) : add_tie(ties, key, node_id, pcm_id);
    if (status)
        return status;
    tie = find_tie(ties, key);
    tie->evidence = node->evidence;
    tie->is_capture = node->is_capture;
    tie->is_seen = true;
    status = look_at_owner(ties, tie, pcm, &is_changed);
    if (!status && is_changed)
        status = jfi_backend_mark(backend, key);
    /* Another than the next time, so that it is marked then. */
    if (status)
        tie->evidence = NULL;
    return status;
}

static void drop_unseen(struct jfi_backend *backend)
{
    struct ties *ties = jfi_backend_priv(backend);
    size_t kept = 0;

    for (size_t i = 0; i < ties->list.count; i++) {
        struct tie *tie = jfi_vec_at(&ties->list, i);

        if (tie->is_seen) {
            *(struct tie *)jfi_vec_at(&ties->list, kept++) = *tie;
        } else {
            jfi_backend_drop(backend, tie->key);
            tie_fini(tie);
        }
    }
    ties->list.count = kept;
}

/* ---- ops ------------------------------------------------------------------------------------- */

/* Further converters that are given the stream of the PCM. */
static int note_followers(struct jfi_backend *backend, const struct jfi_tie_pcm *node,
                          const struct jfi_tie_pcm *pcm)
{
    const struct jf_device *adapter = jf_part_get_device(pcm->part);
    struct jfi_tie_pcm shared = *node, follower = *pcm;
    const struct jf_connector *connector;
    int status = 0;

    shared.evidence = "hda.stream";
    for (size_t i = 0; !status && jf_device_get_connector(adapter, i, &connector) == 0; i++) {
        follower.part = jf_connector_get_part(connector);
        if (jfi_tie_follows(follower.part, pcm))
            status = note(backend, jf_part_get_id(follower.part), &shared, &follower);
    }
    return status;
}

static int note_node(struct jfi_backend *backend, const struct jf_device *device,
                     const struct jfi_vec *pcms)
{
    struct jfi_tie_pcm node;
    const struct jfi_tie_pcm *pcm;
    int status;

    if (!jfi_tie_read_node(device, pcms, &node))
        return 0;
    pcm = jfi_tie_match(pcms, &node);
    if (!pcm)
        return 0;
    status = note(backend, jf_part_get_id(node.part), &node, pcm);
    return status || node.is_capture ? status : note_followers(backend, &node, pcm);
}

static int tie_annotate(struct jfi_backend *backend, const struct jf_device *const *devices,
                        size_t count)
{
    struct ties *ties = jfi_backend_priv(backend);
    struct jfi_vec pcms = {.item_size = sizeof(struct jfi_tie_pcm)};
    int status = jfi_tie_find_pcms(devices, count, &pcms);

    for (size_t i = 0; i < ties->list.count; i++)
        ((struct tie *)jfi_vec_at(&ties->list, i))->is_seen = false;
    for (size_t i = 0; i < count && pcms.count && !status; i++)
        status = note_node(backend, devices[i], &pcms);
    if (!status)
        drop_unseen(backend);
    jfi_vec_fini(&pcms);
    return status;
}

static int tie_open(struct jfi_backend *backend)
{
    struct ties *ties = jfi_backend_priv(backend);

    ties->list.item_size = sizeof(struct tie);
    if (!jfi_backend_machine(backend) && jfi_io_open("/", &ties->io) == -ENOMEM)
        return -ENOMEM;
    jfi_backend_settled(backend);
    return 0;
}

static void tie_close(struct jfi_backend *backend)
{
    struct ties *ties = jfi_backend_priv(backend);

    for (size_t i = 0; i < ties->list.count; i++)
        tie_fini(jfi_vec_at(&ties->list, i));
    jfi_vec_fini(&ties->list);
    jfi_io_close(ties->io);
}

static int tie_get_fd(struct jfi_backend *backend)
{
    (void)backend;
    return -1;
}

static int tie_dispatch(struct jfi_backend *backend)
{
    (void)backend;
    return 0;
}

static int tie_scan(struct jfi_backend *backend, const char *key, struct jfi_builder *builder)
{
    const struct tie *tie = find_tie(jfi_backend_priv(backend), key);
    jfi_ref connection;

    if (!tie)
        return -ENODEV;
    connection =
        jfi_builder_connection(builder, &(struct jfi_connection_info){
                                            .from_id = tie->is_capture ? tie->pcm : tie->node,
                                            .to_id = tie->is_capture ? tie->node : tie->pcm,
                                            .permanence = JF_PERMANENCE_FIXED,
                                            .evidence = tie->evidence,
                                        });
    if (tie->owner && connection != JFI_NO_REF)
        jfi_builder_connection_property(builder, connection, "alsa.pcm.owner", tie->owner);
    return 0;
}

const struct jfi_backend_ops jfi_backend_tie = {
    .name = "tie",
    .phase = JFI_PHASE_ANNOTATE,
    .priv_size = sizeof(struct ties),
    .open = tie_open,
    .close = tie_close,
    .get_fd = tie_get_fd,
    .dispatch = tie_dispatch,
    .scan = tie_scan,
    .annotate = tie_annotate,
};
