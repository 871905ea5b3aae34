/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_MEDIA_H
#define JACKFIELD_MEDIA_H

/**
 * @file
 * Jackfield's media path: source -> writer (encoder, muxer) -> sinks.
 *
 * A source gives PCM frames. A writer encodes once per codec, makes a header and a run of data
 * units, and hands both to every sink attached to it. A pipeline is the one worker thread that
 * moves frames from a source into a writer. Rules of ownership and status: jackfield.h.
 */

#include <jackfield/icecast-sink.h>
#include <jackfield/network-sink.h>
#include <jackfield/pipeline.h>
#include <jackfield/point.h>
#include <jackfield/push-sink.h>
#include <jackfield/signal.h>
#include <jackfield/sink.h>
#include <jackfield/source.h>
#include <jackfield/uplink.h>
#include <jackfield/writer.h>

#endif
