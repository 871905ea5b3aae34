/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_STATUS_H
#define JACKFIELD_STATUS_H

#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @file
 * One distinct negative errno for each documented outcome, and the HRESULT it stands for.
 *
 * | status        | topology domain                          | writer domain                      |
 * |---------------|------------------------------------------|------------------------------------|
 * | -EINVAL       | E_INVALIDARG (wrong argument, direction) | E_INVALIDARG                       |
 * | -ENOTCONN     | E_NOTFOUND (nothing connected)           | NS_E_NOCONNECTION                  |
 * | -EROFS        | ERROR_FILE_READ_ONLY (permanent)         | -                                  |
 * | -EBUSY        | ERROR_DEVICE_ALREADY_ATTACHED            | NS_E_BUSY                          |
 * | -EEXIST       | ERROR_ALREADY_EXISTS (this very pair)    | NS_E_WMG_SINKALREADYEXISTS         |
 * | -ENOTSUP      | E_NOINTERFACE (no connector, no control) | E_NOTIMPL                          |
 * | -ENODEV       | ERROR_PATH_NOT_FOUND (peer inactive)     | E_FAIL                             |
 * | -EPERM        | E_ACCESSDENIED                           | E_ACCESSDENIED                     |
 * | -ENOENT       | E_NOTFOUND (no path, unknown id)         | NS_E_FILE_NOT_FOUND                |
 * | -ENOTUNIQ     | E_INVALIDARG (several things match)      | E_INVALIDARG                       |
 * | -ESTALE       | E_NOTFOUND (the part is gone)            | E_UNEXPECTED                       |
 * | -EPIPE        | RPC_E_DISCONNECTED (backend lost)        | NS_E_NET_WRITE                     |
 * | -ETIMEDOUT    | ERROR_TIMEOUT                            | NS_E_TIMEOUT                       |
 * | -ECONNABORTED | -                                        | NS_E_CONNECTION_FAILURE            |
 * | -EBADFD       | -                                        | NS_E_INVALID_REQUEST (wrong state) |
 * | -ERANGE       | -                                        | NS_E_INVALID_REQUEST (not now)     |
 * | -EOVERFLOW    | -                                        | NS_E_TOO_MUCH_DATA                 |
 * | -ETIME        | -                                        | NS_E_LATE_OPERATION                |
 * | -E2BIG        | -                                        | ASF_E_HEADERSIZE                   |
 * | -ENOBUFS      | -                                        | ASF_E_BUFFERTOOSMALL               |
 * | -EADDRINUSE   | -                                        | NS_E_NETWORK_RESOURCE_FAILURE      |
 * | -EUSERS       | -                                        | NS_E_MAX_CLIENTS                   |
 * | -ECHRNG       | -                                        | NS_E_INVALID_CLIENT                |
 * | -EBADSLT      | -                                        | NS_E_INVALID_INDEX                 |
 * | -ENOSPC, -EIO | E_FAIL                                   | NS_E_FILE_WRITE                    |
 * | -EMEDIUMTYPE  | -                                        | NS_E_INVALID_OUTPUT_FORMAT         |
 * | -ELIBACC      | -                                        | NS_E_AUDIO_CODEC_NOT_INSTALLED     |
 * | -EBADMSG      | ERROR_INVALID_DATA (bad recording)       | NS_E_INVALID_DATA                  |
 * | -EDESTADDRREQ | -                                        | NS_E_INVALID_NAME (bad URL)        |
 * | -ENXIO        | -                                        | NS_E_SERVER_NOT_FOUND (DNS)        |
 * | -EISCONN      | -                                        | NS_E_ALREADY_CONNECTED             |
 * | -ENOTNAM      | -                                        | NS_E_INVALID_PUBLISHING_POINT_NAME |
 * | -EREMOTEIO    | -                                        | NS_E_INTERNAL_SERVER_ERROR (500)   |
 * | -EBADRQC      | -                                        | NS_E_BAD_REQUEST (400)             |
 * | -ENOSR        | -                                        | NS_E_SERVER_UNAVAILABLE (503)      |
 * | -EKEYREVOKED  | -                                        | NS_E_REFUSED_BY_SERVER (403)       |
 * | -ELOOP        | -                                        | NS_E_INVALID_REDIRECT              |
 * | -ENOKEY       | -                                        | NS_E_PROXY_ACCESSDENIED (407)      |
 * | -EKEYREJECTED | -                                        | NS_E_SERVER_ACCESSDENIED (401)     |
 * | -EIDRM        | -                                        | NS_E_RESOURCE_GONE (410)           |
 * | -EPROTO       | -                                        | NS_E_BAD_SYNTAX_IN_SERVER_RESPONSE |
 * | -EHOSTDOWN    | -                                        | NS_E_CONNECT_TIMEOUT               |
 * | -ECONNREFUSED | -                                        | NS_E_PUSH_CANNOTCONNECT            |
 * | -EHOSTUNREACH | -                                        | NS_E_PUSH_CANNOTCONNECT            |
 * | -ENETUNREACH  | -                                        | NS_E_PUSH_CANNOTCONNECT            |
 * | -ENOPROTOOPT  | -                                        | NS_E_INCOMPATIBLE_PUSH_SERVER      |
 * | -ENOMEM       | E_OUTOFMEMORY                            | E_OUTOFMEMORY                      |
 *
 * Many pages of the writer name NS_E_INVALID_STATE, which has no number anywhere: -EBADFD is what
 * they mean, and NS_E_INVALID_REQUEST its code, as the pages of the sinks say it for the same.
 *
 * Ownership: nothing is handed out but static text.
 * Threads: any.
 * Errors: none; what is no known status is told so.
 */

/** Which family of Windows interfaces a status is translated for. */
enum jf_domain {
    JF_DOMAIN_UNKNOWN = 0,
    JF_DOMAIN_TOPOLOGY, /**< DeviceTopology: IDeviceTopology, IPart, IConnector, controls */
    JF_DOMAIN_WRITER,   /**< Windows Media writer and its sinks */
};

/**
 * The documented HRESULT for a status.
 *
 * 0 gives S_OK, a positive status S_FALSE; what has no documented code gives E_FAIL.
 * Any thread. Contract: DeviceTopology method tables; nserror.h for the writer.
 */
JF_EXPORT uint32_t jf_hresult(enum jf_domain domain, int status);

/** A short English phrase for a status ("already disconnected"); never NULL, static. Any thread. */
JF_EXPORT const char *jf_status_text(int status);

#ifdef __cplusplus
}
#endif

#endif
