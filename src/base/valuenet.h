// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QSet>

#include <array>

namespace authscope::base {

/// Finds known values in a text, however they are spelled: plainly, percent-encoded (in part, in either
/// case, twice), JSON-escaped, or in base64 at any offset. A text that was cut in the middle of a value still
/// gives the beginning away, so a beginning of at least eight characters at the very end counts too.
class ValueNet {
public:
    void add(const QByteArray &value, const QByteArray &mark);
    /// The value of this mark is looked for no more; the mark stays one.
    void remove(const QByteArray &mark);
    /// Every value replaced by its mark; marks that are already there stay as they are.
    QByteArray replace(QByteArrayView text) const;
    bool isMark(QByteArrayView text) const { return m_marks.contains(text.toByteArray()); }

private:
    struct Spelling {
        QByteArray text;
        QByteArray mark;
    };
    void addSpelling(const QByteArray &text, const QByteArray &mark);
    /// How much of the text the longest value at this place covers; 0 when there is none.
    qsizetype match(QByteArrayView text, qsizetype at, QByteArray *mark) const;

    std::array<QList<Spelling>, 256> m_spellings; ///< by first byte, longest first
    QSet<QByteArray> m_marks;
};

} // namespace authscope::base
