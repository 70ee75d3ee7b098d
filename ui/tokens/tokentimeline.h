// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "oauth/tokenkeeper.h"

#include <QWidget>

namespace authscope::ui {

/// Issued → not before → now → expires, every refresh as a mark.
class TokenTimeline : public QWidget {
    Q_OBJECT

public:
    TokenTimeline();

    void setTimes(std::optional<base::Time> issued, std::optional<base::Time> expires,
        const QList<oauth::TokenGeneration> &generations);
    void tick(base::Time now);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::optional<base::Time> m_issued, m_expires;
    QList<base::Time> m_marks;
    base::Time m_now = {};
};

} // namespace authscope::ui
