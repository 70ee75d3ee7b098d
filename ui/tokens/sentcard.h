// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "inspect/judge.h"
#include "ui/common/widgets.h"
#include "ui/tokens/copyas.h"

#include <QTimer>

namespace authscope::ui {

class TokenText;

/// The token as it was sent: masked, *Reveal* for half a minute, *Copy*. Does not hold it: whoever owns it is
/// asked when it is wanted.
class SentCard : public QFrame {
    Q_OBJECT

public:
    SentCard();

    /// Another token hides the value; the same one, judged again, leaves it. `name`: "Access token".
    /// `headerText`: what may be read while masked.
    void setToken(const QString &name, const QList<inspect::Segment> &segments, const QByteArray &headerText);
    void reveal(const base::Secret &value); ///< the answer to revealRequested()
    void hideValue();
    QPushButton *copyButton() const { return m_copy; } ///< for a page that has a better place for it

Q_SIGNALS:
    void revealRequested();
    void copyRequested(authscope::ui::CopyAs how);

private:
    QString m_name;
    QList<inspect::Segment> m_segments;
    QByteArray m_header;
    QTimer m_hideTimer;
    TokenText *m_value;
    Label *m_legend;
    QPushButton *m_reveal;
    QPushButton *m_copy;
};

/// A card with a caption.
std::pair<QFrame *, QVBoxLayout *> titledCard(const QString &title);
QVBoxLayout *fillTitledCard(QFrame *frame, const QString &title);

} // namespace authscope::ui
