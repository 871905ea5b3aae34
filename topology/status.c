/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <jackfield/status.h>

#include "topology/internal.h"

/* HRESULT_FROM_WIN32 and friends, by the names of winerror.h and nserror.h. */
#define HRESULT_FROM_WIN32(code) (0x80070000u | (code))

enum {
    ERROR_PATH_NOT_FOUND = 3,
    ERROR_INVALID_DATA = 13,
    ERROR_ALREADY_EXISTS = 183,
    ERROR_DEVICE_ALREADY_ATTACHED = 548,
    ERROR_NOT_FOUND = 1168,
    ERROR_TIMEOUT = 1460,
    ERROR_FILE_READ_ONLY = 6009,
};

#define S_OK                               0x00000000u
#define S_FALSE                            0x00000001u
#define E_NOTIMPL                          0x80004001u
#define E_NOINTERFACE                      0x80004002u
#define E_FAIL                             0x80004005u
#define E_UNEXPECTED                       0x8000FFFFu
#define RPC_E_DISCONNECTED                 0x80010108u
#define E_ACCESSDENIED                     0x80070005u
#define E_OUTOFMEMORY                      0x8007000Eu
#define E_INVALIDARG                       0x80070057u
#define NS_E_NOCONNECTION                  0xC00D0005u
#define NS_E_ALREADY_CONNECTED             0xC00D0010u
#define NS_E_INVALID_INDEX                 0xC00D0011u
#define NS_E_TIMEOUT                       0xC00D0013u
#define NS_E_NET_WRITE                     0xC00D0014u
#define NS_E_FILE_WRITE                    0xC00D0018u
#define NS_E_FILE_NOT_FOUND                0xC00D001Au
#define NS_E_INVALID_NAME                  0xC00D001Cu
#define NS_E_BUSY                          0xC00D0025u
#define NS_E_NETWORK_RESOURCE_FAILURE      0xC00D0028u
#define NS_E_CONNECTION_FAILURE            0xC00D0029u
#define NS_E_INVALID_REQUEST               0xC00D002Bu
#define NS_E_LATE_OPERATION                0xC00D002Eu
#define NS_E_INVALID_DATA                  0xC00D002Fu
#define NS_E_SERVER_NOT_FOUND              0xC00D0035u
#define NS_E_INVALID_CLIENT                0xC00D003Fu
#define NS_E_MAX_CLIENTS                   0xC00D0049u
#define ASF_E_BUFFERTOOSMALL               0xC00D07D1u
#define ASF_E_HEADERSIZE                   0xC00D080Eu
#define NS_E_INVALID_OUTPUT_FORMAT         0xC00D0BBBu
#define NS_E_AUDIO_CODEC_NOT_INSTALLED     0xC00D0BC2u
#define NS_E_TOO_MUCH_DATA                 0xC00D0BCCu
#define NS_E_WMG_SINKALREADYEXISTS         0xC00D1055u
#define NS_E_INVALID_PUBLISHING_POINT_NAME 0xC00D1455u
#define NS_E_INTERNAL_SERVER_ERROR         0xC00D2EE2u
#define NS_E_BAD_REQUEST                   0xC00D2EE3u
#define NS_E_SERVER_UNAVAILABLE            0xC00D2EE6u
#define NS_E_REFUSED_BY_SERVER             0xC00D2EE7u
#define NS_E_INVALID_REDIRECT              0xC00D2EEAu
#define NS_E_PROXY_ACCESSDENIED            0xC00D2EF6u
#define NS_E_SERVER_ACCESSDENIED           0xC00D2EFBu
#define NS_E_RESOURCE_GONE                 0xC00D2EFCu
#define NS_E_BAD_SYNTAX_IN_SERVER_RESPONSE 0xC00D2EFEu
#define NS_E_CONNECT_TIMEOUT               0xC00D2F06u
#define NS_E_PUSH_CANNOTCONNECT            0xC00D2F0Bu
#define NS_E_INCOMPATIBLE_PUSH_SERVER      0xC00D2F0Cu

/*
 * The one table of outcomes (status.h shows it). ERROR_FILE_READ_ONLY and
 * ERROR_DEVICE_ALREADY_ATTACHED are what IConnector documents; NS_E_INVALID_STATE has a name but no
 * number anywhere, so that wrong states answer NS_E_INVALID_REQUEST as the sink methods do.
 */
static const struct {
    int error;
    uint32_t topology, writer;
    const char *text;
} outcomes[] = {
    {EINVAL, E_INVALIDARG, E_INVALIDARG, "invalid argument"},
    {ENOTCONN, HRESULT_FROM_WIN32(ERROR_NOT_FOUND), NS_E_NOCONNECTION, "already disconnected"},
    {EROFS, HRESULT_FROM_WIN32(ERROR_FILE_READ_ONLY), E_ACCESSDENIED, "permanent connection"},
    {EBUSY, HRESULT_FROM_WIN32(ERROR_DEVICE_ALREADY_ATTACHED), NS_E_BUSY,
     "already attached elsewhere"},
    {EEXIST, HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS), NS_E_WMG_SINKALREADYEXISTS,
     "already connected"},
    {ENOTSUP, E_NOINTERFACE, E_NOTIMPL, "not supported"},
    {ENODEV, HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND), E_FAIL, "gone or not active"},
    {EPERM, E_ACCESSDENIED, E_ACCESSDENIED, "not permitted"},
    {EACCES, E_ACCESSDENIED, E_ACCESSDENIED, "not permitted"},
    {ENOENT, HRESULT_FROM_WIN32(ERROR_NOT_FOUND), NS_E_FILE_NOT_FOUND, "no such thing"},
    {ENOTUNIQ, E_INVALIDARG, E_INVALIDARG, "several things match"},
    {ESTALE, HRESULT_FROM_WIN32(ERROR_NOT_FOUND), E_UNEXPECTED, "no longer there"},
    {EPIPE, RPC_E_DISCONNECTED, NS_E_NET_WRITE, "server lost"},
    {ETIMEDOUT, HRESULT_FROM_WIN32(ERROR_TIMEOUT), NS_E_TIMEOUT, "timed out"},
    {ECONNABORTED, E_FAIL, NS_E_CONNECTION_FAILURE, "connection broke"},
    {EBADFD, E_FAIL, NS_E_INVALID_REQUEST, "not in this state"},
    {ERANGE, E_FAIL, NS_E_INVALID_REQUEST, "out of range"},
    {EOVERFLOW, E_FAIL, NS_E_TOO_MUCH_DATA, "more than real time"},
    {ETIME, E_FAIL, NS_E_LATE_OPERATION, "too late"},
    {E2BIG, E_FAIL, ASF_E_HEADERSIZE, "too much for a header"},
    {ENOBUFS, E_FAIL, ASF_E_BUFFERTOOSMALL, "the buffer is too small"},
    {EADDRINUSE, E_FAIL, NS_E_NETWORK_RESOURCE_FAILURE, "the port is taken"},
    {EUSERS, E_FAIL, NS_E_MAX_CLIENTS, "too many clients"},
    {ECHRNG, E_FAIL, NS_E_INVALID_CLIENT, "no such client"},
    {EBADSLT, E_FAIL, NS_E_INVALID_INDEX, "no such index"},
    {ENOSPC, E_FAIL, NS_E_FILE_WRITE, "no space left"},
    {EFBIG, E_FAIL, NS_E_FILE_WRITE, "file too large"},
    {EDQUOT, E_FAIL, NS_E_FILE_WRITE, "quota exceeded"},
    {EIO, E_FAIL, NS_E_FILE_WRITE, "input or output failed"},
    {EMEDIUMTYPE, E_FAIL, NS_E_INVALID_OUTPUT_FORMAT, "the container cannot hold this"},
    {ELIBACC, E_FAIL, NS_E_AUDIO_CODEC_NOT_INSTALLED, "no such codec"},
    {EBADMSG, HRESULT_FROM_WIN32(ERROR_INVALID_DATA), NS_E_INVALID_DATA, "not readable"},
    {EDESTADDRREQ, E_FAIL, NS_E_INVALID_NAME, "no such address can be"},
    {ENXIO, E_FAIL, NS_E_SERVER_NOT_FOUND, "no such server"},
    {EISCONN, E_FAIL, NS_E_ALREADY_CONNECTED, "connected already"},
    {ENOTNAM, E_FAIL, NS_E_INVALID_PUBLISHING_POINT_NAME, "no such publishing point"},
    {EREMOTEIO, E_FAIL, NS_E_INTERNAL_SERVER_ERROR, "the server has failed"},
    {EBADRQC, E_FAIL, NS_E_BAD_REQUEST, "the server does not understand"},
    {ENOSR, E_FAIL, NS_E_SERVER_UNAVAILABLE, "the server is not ready"},
    {EKEYREVOKED, E_FAIL, NS_E_REFUSED_BY_SERVER, "refused by the server"},
    {ELOOP, E_FAIL, NS_E_INVALID_REDIRECT, "redirected to nowhere"},
    {ENOKEY, E_FAIL, NS_E_PROXY_ACCESSDENIED, "refused by the proxy"},
    {EKEYREJECTED, E_FAIL, NS_E_SERVER_ACCESSDENIED, "wrong user or password"},
    {EIDRM, E_FAIL, NS_E_RESOURCE_GONE, "removed from the server"},
    {EPROTO, E_FAIL, NS_E_BAD_SYNTAX_IN_SERVER_RESPONSE, "not understandable"},
    {EHOSTDOWN, E_FAIL, NS_E_CONNECT_TIMEOUT, "nobody answers"},
    {ECONNREFUSED, E_FAIL, NS_E_PUSH_CANNOTCONNECT, "connection refused"},
    {EHOSTUNREACH, E_FAIL, NS_E_PUSH_CANNOTCONNECT, "no way to the server"},
    {ENETUNREACH, E_FAIL, NS_E_PUSH_CANNOTCONNECT, "no way to the network"},
    {ENOPROTOOPT, E_FAIL, NS_E_INCOMPATIBLE_PUSH_SERVER, "no server for pushed streams"},
    {ENOMEM, E_OUTOFMEMORY, E_OUTOFMEMORY, "out of memory"},
};

uint32_t jf_hresult(enum jf_domain domain, int status)
{
    if (status >= 0)
        return status ? S_FALSE : S_OK;
    for (size_t i = 0; i < JFI_COUNT(outcomes); i++) {
        if (outcomes[i].error == -status)
            return domain == JF_DOMAIN_WRITER ? outcomes[i].writer : outcomes[i].topology;
    }
    return E_FAIL;
}

const char *jf_status_text(int status)
{
    const char *text;

    if (status >= 0)
        return "success";
    for (size_t i = 0; i < JFI_COUNT(outcomes); i++) {
        if (outcomes[i].error == -status)
            return outcomes[i].text;
    }
    text = strerrordesc_np(-status);
    return text ? text : "unknown failure";
}
