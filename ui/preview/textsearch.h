// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jsonview/needle.h"

#include <QTimer>

namespace authscope::ui {

/// Looks through a text, a few milliseconds at a time.
class TextSearch : public QObject {
    Q_OBJECT

public:
    static constexpr qsizetype keptHits = 20'000;

    explicit TextSearch(QObject *parent);

    void start(const QByteArray &text, const Needle &needle);
    void stop(); ///< and forget
    bool isRunning() const { return m_timer.isActive(); }
    const QList<qsizetype> &hits() const { return m_hits; } ///< ascending offsets
    qint64 count() const { return m_count; }
    qsizetype length() const { return m_needle.size(); } ///< of each

Q_SIGNALS:
    void advanced(); ///< more hits, or the end

private:
    void step();

    QByteArray m_text;
    Needle m_needle;
    QTimer m_timer;
    qsizetype m_at = 0;
    QList<qsizetype> m_hits;
    qint64 m_count = 0;
};

} // namespace authscope::ui
