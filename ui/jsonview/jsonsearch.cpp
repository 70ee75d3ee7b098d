// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonview/jsonsearch.h"

#include <QElapsedTimer>

namespace authscope::ui {

namespace {

constexpr qint64 sliceMs = 6;
constexpr int stepsBetweenLooks = 200; // at the clock
constexpr qsizetype pieceOfText = 256 * 1024;

} // namespace

JsonSearch::JsonSearch(QObject *parent) : QObject(parent)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &JsonSearch::step);
}

void JsonSearch::start(const json::Shared &document, const Needle &needle)
{
    stop();
    if (needle.isEmpty() || !document.isSet())
        return;
    m_document = document;
    m_needle = needle;
    m_way = { { &*m_document } };
    m_timer.start();
}

void JsonSearch::stop()
{
    m_timer.stop();
    m_way.clear();
    m_text = nullptr;
    m_hits.clear();
    m_count = 0;
    m_document = {};
}

void JsonSearch::step()
{
    QElapsedTimer clock;
    clock.start();
    const qint64 before = m_count;
    for (int steps = 0; !m_way.empty(); ++steps) {
        if ((m_text || steps % stepsBetweenLooks == 0) && clock.elapsed() >= sliceMs)
            break;
        if (m_text) {
            searchText();
            continue;
        }
        Level &level = m_way.back();
        const json::Value &container = *level.container;
        if (container.is_object() && level.next < container.get_object().size()) {
            const auto &member = *(container.get_object().begin() + level.next++);
            visit(member.value(), member.key());
        } else if (container.is_array() && level.next < container.get_array().size()) {
            visit(container.get_array()[level.next++], {});
        } else {
            m_way.pop_back();
        }
    }
    if (m_way.empty())
        m_timer.stop();
    if (m_way.empty() || m_count != before)
        Q_EMIT advanced();
}

void JsonSearch::visit(const json::Value &value, std::string_view name)
{
    bool isHit = m_needle.isIn(name);
    if (value.is_string()) {
        m_text = !isHit ? &value : nullptr;
        m_textAt = 0;
        if (m_text && qsizetype(value.get_string().size()) <= pieceOfText)
            searchText();
    } else if (!value.is_structured() && !isHit) {
        isHit = m_needle.isIn(json::view(json::numberText(value)));
    }
    if (isHit)
        found();
    if (value.is_structured())
        m_way.push_back({ &value });
}

bool JsonSearch::searchText()
{
    const std::string_view text = m_text->get_string();
    const qsizetype end = std::min(m_textAt + pieceOfText + m_needle.size(), qsizetype(text.size()));
    const bool isHit = m_needle.indexIn(text.substr(0, size_t(end)), m_textAt) >= 0;
    m_textAt += pieceOfText;
    if (!isHit && m_textAt < qsizetype(text.size()))
        return false;
    m_text = nullptr;
    if (isHit)
        found();
    return true;
}

/// Each level has just passed the child on the way.
void JsonSearch::found()
{
    if (m_count++ >= keptHits)
        return;
    JsonPath path;
    path.reserve(qsizetype(m_way.size()));
    for (const Level &level : m_way)
        path += level.next - 1;
    m_hits += path;
}

} // namespace authscope::ui
