/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_EXPORT_H
#define JACKFIELD_EXPORT_H

/** Marks what the libraries export; everything else is hidden. */
#define JF_EXPORT __attribute__((visibility("default")))

#endif
