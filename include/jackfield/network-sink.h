/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_NETWORK_SINK_H
#define JACKFIELD_NETWORK_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_sink;

/**
 * @file
 * The network sink: a small server from which players pull what the writer makes. Contract:
 * IWMWriterNetworkSink, IWMClientConnections2, IWMAddressAccess2.
 *
 * It speaks MMSH (MS-WMSP) to players that say they are such, plain ASF to everybody else, and
 * tells of itself at /status (HTML) and /status.json; every other path is the stream. Attach it
 * with the container "asf". A player that comes gets the header and the last seconds at once (the
 * burst), then what is new.
 *
 * One thread of the sink's own serves all players, from open to close. One that falls behind by
 * more than the lag limit is dropped; nobody else notices. A client is counted
 * while it plays: a player that only asks for the header is none.
 *
 * Ownership: what is named dup is the caller's to free; all else is written into what the caller
 * gives.
 * Threads: any for every function.
 * Errors: -EINVAL NULL; -ENOTSUP another kind of sink, besides those of each function.
 */

/**
 * WMCreateWriterNetworkSink: a sink without a port yet, the caller's: jf_sink_unref. It is
 * real-time. Errors: -EINVAL, -EMFILE, -ENOMEM and the like.
 */
JF_EXPORT int jf_sink_new_network(struct jf_sink **ret_sink);

/* ---- the port -------------------------------------------------------------------------------- */

/** How players are spoken to: there is one way. */
enum jf_network_protocol {
    JF_NETWORK_PROTOCOL_HTTP = 0,
};
/** IWMWriterNetworkSink::SetNetworkProtocol. -EINVAL another one. */
JF_EXPORT int jf_network_sink_set_protocol(struct jf_sink *sink, enum jf_network_protocol protocol);
/** IWMWriterNetworkSink::GetNetworkProtocol. */
JF_EXPORT enum jf_network_protocol jf_network_sink_get_protocol(const struct jf_sink *sink);

/**
 * IWMWriterNetworkSink::Open: listens.
 *
 * @param address  IPv4 or IPv6 in figures, one of this machine's or a wildcard; NULL: 127.0.0.1
 * @param port     in: the wanted one, 0 any free one; out: the real one
 * Errors: -EBADFD open already; -EADDRINUSE the port; -EADDRNOTAVAIL no such address here;
 * -EACCES; -EINVAL `port` NULL or above 65,535, `address` none in figures; -EAGAIN no more
 * threads; -EMFILE, -ENOMEM.
 */
JF_EXPORT int jf_network_sink_open(struct jf_sink *sink, const char *address, unsigned int *port);
/** IWMWriterNetworkSink::Close: drops all clients and gives the port back. -EBADFD: not open. */
JF_EXPORT int jf_network_sink_close(struct jf_sink *sink);
/**
 * IWMWriterNetworkSink::Disconnect: ends the stream of every client at once; the port stays open
 * and new clients may come. 0 also when it is not open.
 */
JF_EXPORT int jf_network_sink_disconnect(struct jf_sink *sink);
/**
 * IWMWriterNetworkSink::GetHostURL: what to open in a player, "mmsh://127.0.0.1:8080/". The caller
 * frees it. For a wildcard address it has this machine's name. -EBADFD: not open.
 */
JF_EXPORT int jf_network_sink_dup_host_url(struct jf_sink *sink, char **ret_url);

/* ---- settings: while no stream runs, except where one is told -------------------------------- */

/**
 * IWMWriterNetworkSink::SetMaximumClients: 0…50, 5 unless set. Players beyond it get 503.
 * Errors: -ERANGE more than 50; -EBADFD streaming has begun (both NS_E_INVALID_REQUEST).
 */
JF_EXPORT int jf_network_sink_set_maximum_clients(struct jf_sink *sink, unsigned int count);
/** The same without the contract's limit: as many as the machine holds. -EBADFD as above. */
JF_EXPORT int jf_network_sink_lift_maximum_clients(struct jf_sink *sink, unsigned int count);
/** IWMWriterNetworkSink::GetMaximumClients. */
JF_EXPORT unsigned int jf_network_sink_get_maximum_clients(const struct jf_sink *sink);

/** What a player gets of the past when it comes, in ns; 2 s unless set, 0…30 s. As above. */
JF_EXPORT int jf_network_sink_set_burst_ns(struct jf_sink *sink, int64_t burst_ns);
/**
 * How long packets wait to travel together in one send, in ns; 250 ms unless set, 0…5 s. They go
 * when 4 KiB are there, whatever this says. 0: each at once, which costs a send per packet and
 * player (about three times as much at 128 kbit/s). -ERANGE; -EBADFD.
 */
JF_EXPORT int jf_network_sink_set_coalescing_ns(struct jf_sink *sink, int64_t coalescing_ns);
/**
 * How far a player may fall behind, in ns, before it is dropped; 10 s unless set, 1…60 s. Counts
 * what the other side has not yet taken into its receive buffer. -ERANGE; -EBADFD.
 */
JF_EXPORT int jf_network_sink_set_lag_limit_ns(struct jf_sink *sink, int64_t lag_limit_ns);
/**
 * Whether to look up the names of clients (IWMClientConnections2); off unless set. A thread asks
 * for one after another; CLIENT_PROPERTIES tells when a name is known.
 */
JF_EXPORT int jf_network_sink_set_resolving_names(struct jf_sink *sink, bool resolving);

/* ---- who may connect (IWMAddressAccess2) ----------------------------------------------------- */

/**
 * Two lists of addresses with masks. Who is on the exclude list gets 403; so does who is not on the
 * include list, unless that is empty. Checked when a client asks; nobody is dropped later.
 */
enum jf_access {
    JF_ACCESS_EXCLUDE = 0x65, /**< WM_AETYPE_EXCLUDE */
    JF_ACCESS_INCLUDE = 0x69, /**< WM_AETYPE_INCLUDE */
};
/**
 * IWMAddressAccess2::AddAccessEntryEx, IWMAddressAccess::AddAccessEntry. Matches where (client &
 * mask) equals (address & mask). Both in figures, both IPv4 or both IPv6, copied; an IPv4 client
 * of an IPv6 port counts as IPv4. -EINVAL: neither, or another list; -ENOMEM.
 */
JF_EXPORT int jf_network_sink_add_access(struct jf_sink *sink, enum jf_access list,
                                         const char *address, const char *mask);
/**
 * IWMAddressAccess::RemoveAccessEntry, from 0. -EBADSLT (NS_E_INVALID_INDEX): there is none of
 * that number; -EINVAL.
 */
JF_EXPORT int jf_network_sink_remove_access(struct jf_sink *sink, enum jf_access list,
                                            size_t index);
/** IWMAddressAccess::GetAccessEntryCount; 0 also for a list that there is not. */
JF_EXPORT size_t jf_network_sink_get_access_count(struct jf_sink *sink, enum jf_access list);
/**
 * IWMAddressAccess2::GetAccessEntryEx, IWMAddressAccess::GetAccessEntry: address and mask as they
 * were given; the caller frees both. -EBADSLT; -EINVAL; -ENOMEM.
 */
JF_EXPORT int jf_network_sink_dup_access(struct jf_sink *sink, enum jf_access list, size_t index,
                                         char **ret_address, char **ret_mask);

/* ---- clients (IWMClientConnections2) --------------------------------------------------------- */

/** One player, as of the moment of asking. */
struct jf_network_client {
    uint64_t serial;      /**< never given twice by a sink */
    char address[46];     /**< in figures */
    unsigned int port;    /**< its own */
    char name[256];       /**< of its machine; "" unless looked up */
    char player[64];      /**< what it calls itself (User-Agent), cut off and printable */
    bool mmsh;            /**< speaks MMSH; else it gets plain ASF */
    int64_t connected_ns; /**< how long it has been here */
    uint64_t byte_count;  /**< handed to the network for it */
    uint64_t unit_count;  /**< data units in them */
    int64_t lag_ns;       /**< the oldest audio that it has not taken yet is this old */
};

/**
 * IWMClientConnections::GetClientCount. Errors: -EBADFD (NS_E_INVALID_REQUEST) streaming has not
 * begun; -EINVAL.
 */
JF_EXPORT int jf_network_sink_get_client_count(struct jf_sink *sink, size_t *ret_count);
/**
 * IWMClientConnections2::GetClientInfo, IWMClientConnections::GetClientProperties: by its place
 * among the present clients, from 0; good until somebody leaves.
 *
 * Errors: -ECHRNG (NS_E_INVALID_CLIENT) there is none of that number; -EBADFD streaming has not
 * begun; -EINVAL.
 */
JF_EXPORT int jf_network_sink_get_client(struct jf_sink *sink, size_t index,
                                         struct jf_network_client *ret_client);

/** Of all clients together, since open. */
struct jf_network_statistics {
    uint64_t connect_count;    /**< players that were served */
    uint64_t refused_count;    /**< 403 and 503 */
    uint64_t dropped_count;    /**< players dropped because they had fallen behind */
    uint64_t malformed_count;  /**< what was no request, or took too long to become one */
    uint64_t byte_count;       /**< handed to the network */
    uint64_t lost_event_count; /**< events not queued because nobody takes them */
};
/** -EBADFD not open; -EINVAL. */
JF_EXPORT int jf_network_sink_get_statistics(struct jf_sink *sink,
                                             struct jf_network_statistics *ret_statistics);

#ifdef __cplusplus
}
#endif

#endif
