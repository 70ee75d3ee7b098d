// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/judge.h"
#include "ui/common/theme.h"
#include "ui/common/wireedit.h"

namespace authscope::ui {

/// The token as it was sent, each part in a colour of its own and with dots between: masked, or for half a
/// minute as it is.
class TokenText : public WireEdit {
    Q_OBJECT

public:
    TokenText(const QString &objectName, const QString &accessibleName);

    /// `readable`: what may be seen of it while masked, the header as it stands there; may be empty.
    void mask(const QList<inspect::Segment> &segments, const QByteArray &readable = {});
    void reveal(const QByteArray &token, const QList<inspect::Segment> &segments);
    bool isRevealed() const { return m_isRevealed; }

protected:
    void changeEvent(QEvent *event) override; ///< colours are the theme's

private:
    void colour();

    struct Run {
        qsizetype from, length;
        inspect::Segment::Role role;
    };
    QList<Run> m_runs;
    bool m_isRevealed = false;
    bool m_isColouring = false;
};

/// By its dots, when nobody judged it: header, payload, signature; or the five parts of an encrypted one.
QList<inspect::Segment> segmentsOf(QByteArrayView token);
QString roleWord(inspect::Segment::Role role); ///< "header"
Tone roleTone(inspect::Segment::Role role);

} // namespace authscope::ui
