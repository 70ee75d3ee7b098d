// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "oauth/tokenkeeper.h"

#include <QWidget>

namespace authscope::ui {

/// "refresh of no. 1 · lost boards.write · exp +1 h": where it comes from and what changed.
QString generationStory(const oauth::TokenGeneration &generation);

/// Issued → not before → now → expires, every refresh as a mark; the tool tip of a mark tells its story.
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
    bool event(QEvent *event) override;

private:
    std::optional<base::Time> m_issued, m_expires;
    struct TimeMark {
        base::Time at;
        QString story;
        bool isNoted; ///< something a person should know
    };
    QString fromWords() const;
    QString toWords() const;
    QRectF bar() const;
    double place(base::Time time) const;

    QList<TimeMark> m_marks;
    base::Time m_now = {};
};

} // namespace authscope::ui
