/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FAKE_KERNEL_H
#define TESTS_FAKE_KERNEL_H

/*
 * The calls of a fake card. Its structs are the kernel's, whose header cannot be included beside
 * libasound's; they are the same in memory.
 */

void *fake_open(int number, int *ret_status);
int fake_close(void *opened);
int fake_subscribe(void *opened, int subscribe);
int fake_fd(void *opened);
int fake_read(void *opened, void *told);
int fake_elem_list(void *opened, void *asked);
int fake_elem_info(void *opened, void *asked);
int fake_elem_read(void *opened, void *asked);
int fake_elem_write(void *opened, void *asked);
int fake_elem_tlv_read(void *opened, unsigned int numid, unsigned int *tlv, unsigned int size);

#endif
