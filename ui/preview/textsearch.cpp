// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/textsearch.h"

#include <QElapsedTimer>

namespace authscope::ui {

namespace {

constexpr qint64 sliceMs = 6;
constexpr qsizetype pieceBytes = 256 * 1024;

} // namespace

TextSearch::TextSearch(QObject *parent) : QObject(parent)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &TextSearch::step);
}

void TextSearch::start(const QByteArray &text, const Needle &needle)
{
    stop();
    if (needle.isEmpty())
        return;
    m_text = text;
    m_needle = needle;
    m_timer.start();
}

void TextSearch::stop()
{
    m_timer.stop();
    m_text.clear();
    m_needle = {};
    m_at = 0;
    m_hits.clear();
    m_count = 0;
}

void TextSearch::step()
{
    QElapsedTimer clock;
    clock.start();
    const qint64 before = m_count;
    while (m_at < m_text.size() && clock.elapsed() < sliceMs) {
        const qsizetype pieceEnd = std::min(m_at + pieceBytes, m_text.size());
        const std::string_view seen(
            m_text.constData(), size_t(std::min(pieceEnd + m_needle.size() - 1, m_text.size())));
        for (qsizetype hit = m_needle.indexIn(seen, m_at); hit >= 0; hit = m_needle.indexIn(seen, m_at)) {
            if (m_count++ < keptHits)
                m_hits += hit;
            m_at = hit + m_needle.size();
        }
        m_at = std::max(m_at, pieceEnd);
    }
    if (m_at >= m_text.size())
        m_timer.stop();
    if (!m_timer.isActive() || m_count != before)
        Q_EMIT advanced();
}

} // namespace authscope::ui
