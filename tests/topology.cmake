# SPDX-License-Identifier: MIT
jackfield_test(graph LIBRARIES Threads::Threads)
jackfield_test(connector)
jackfield_test(path)
jackfield_test(trace)
jackfield_test(event SOURCES helpers/shadow.c)
jackfield_test(check)
jackfield_test(torture SOURCES helpers/shadow.c helpers/torture.c)
jackfield_wrap_allocations(test-torture)
