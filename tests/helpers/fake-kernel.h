/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FAKE_KERNEL_H
#define TESTS_FAKE_KERNEL_H

/*
 * The calls of a fake card. Its structs are the kernel's, whose header cannot be included beside
 * libasound's; they are the same in memory.
 */

void *fake_open(int number, int *ret_status);
int fake_close(void *handle);
int fake_subscribe(void *handle, int subscribe);
int fake_fd(void *handle);
int fake_read(void *handle, void *event);
int fake_elem_list(void *handle, void *list);
int fake_elem_info(void *handle, void *info);
int fake_elem_read(void *handle, void *value);
int fake_elem_write(void *handle, void *value);
int fake_elem_tlv_read(void *handle, unsigned int numid, unsigned int *tlv, unsigned int size);

#endif
