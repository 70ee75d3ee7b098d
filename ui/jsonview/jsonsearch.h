// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jsonview/jsonmodel.h"

#include <QTimer>

namespace authscope::ui {

/// Looks through names and values of a document, a few milliseconds at a time, in document order.
class JsonSearch : public QObject {
    Q_OBJECT

public:
    static constexpr qsizetype keptHits = 20'000; ///< the ways to more are not kept; they are counted

    explicit JsonSearch(QObject *parent);

    void start(const json::Shared &document, const Needle &needle);
    void stop(); ///< and forget
    bool isRunning() const { return m_timer.isActive(); }
    const QList<JsonPath> &hits() const { return m_hits; }
    qint64 count() const { return m_count; }

Q_SIGNALS:
    void advanced(); ///< more hits, or the end

private:
    struct Level {
        const json::Value *container;
        quint32 next = 0;
    };

    void step();
    void visit(const json::Value &value, std::string_view name);
    bool searchText(); ///< false: there is more of it
    void found();

    json::Shared m_document;
    Needle m_needle;
    QTimer m_timer;
    std::vector<Level> m_way; ///< explicit: a document may be deeper than our stack
    const json::Value *m_text = nullptr; ///< a long one that is not through
    qsizetype m_textAt = 0;
    QList<JsonPath> m_hits;
    qint64 m_count = 0;
};

} // namespace authscope::ui
