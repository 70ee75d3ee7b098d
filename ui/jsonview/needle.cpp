// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonview/needle.h"

#include <algorithm>
#include <cstring>

namespace authscope::ui {

namespace {

char small(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

char large(char c)
{
    return c >= 'a' && c <= 'z' ? char(c - ('a' - 'A')) : c;
}

} // namespace

Needle::Needle(const QString &text) : m_bytes(text.toUtf8())
{
    std::transform(m_bytes.begin(), m_bytes.end(), m_bytes.begin(), small);
}

qsizetype Needle::indexIn(std::string_view text, qsizetype from) const
{
    const qsizetype last = qsizetype(text.size()) - m_bytes.size(); // where it may stand at the latest
    if (m_bytes.isEmpty())
        return -1;
    const char first = m_bytes[0];
    const char other = large(first);
    // The next place of each of its two first letters: either is looked for once, not at every step.
    const auto next = [&](char c, qsizetype at) {
        if (at > last)
            return last + 1;
        const void *found = std::memchr(text.data() + at, c, size_t(last - at + 1));
        return found ? qsizetype(static_cast<const char *>(found) - text.data()) : last + 1;
    };
    qsizetype a = next(first, from);
    qsizetype b = first == other ? last + 1 : next(other, from);
    while (std::min(a, b) <= last) {
        const qsizetype at = std::min(a, b);
        if (std::equal(m_bytes.begin(), m_bytes.end(), text.begin() + at,
                [](char wanted, char found) { return wanted == small(found); }))
            return at;
        if (a == at)
            a = next(first, at + 1);
        else
            b = next(other, at + 1);
    }
    return -1;
}

} // namespace authscope::ui
