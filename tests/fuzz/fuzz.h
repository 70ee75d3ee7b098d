// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <cstdio>
#include <cstdlib>

namespace authscope::fuzz {

/// A property that holds for every input: libFuzzer keeps the input that broke it.
inline void require(bool holds, const char *property)
{
    if (holds)
        return;
    std::fprintf(stderr, "Broken: %s\n", property);
    std::abort();
}

inline QByteArrayView view(const uint8_t *data, size_t size)
{
    return QByteArrayView(data, qsizetype(size));
}

} // namespace authscope::fuzz
