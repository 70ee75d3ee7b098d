// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/statusline.h"

#include "ui/common/text.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

StatusLine::StatusLine(net::ExchangeLog *log)
    : m_log(log)
    , m_exchanges(new Label({}, TextRole::Caption, Tone::Muted))
    , m_last(new Label({}, TextRole::Caption, Tone::Muted))
    , m_kept(new Label({}, TextRole::Caption, Tone::Muted))
    , m_version(new Label({}, TextRole::Caption, Tone::Muted))
{
    setObjectName(u"statusLine"_s);
    setSizeGripEnabled(false);
    setContentsMargins(12, 0, 12, 0);
    m_exchanges->setObjectName(u"exchangesLabel"_s);
    m_last->setObjectName(u"lastExchangeLabel"_s);
    m_kept->setObjectName(u"keptWhereLabel"_s);
    m_version->setObjectName(u"protocolVersionLabel"_s);
    for (Label *label : { m_exchanges, m_last, m_kept })
        addWidget(label);
    addPermanentWidget(m_version);
    for (Label *label : { m_exchanges, m_last, m_kept, m_version })
        label->setContentsMargins(0, 4, 16, 4);
    connect(log, &net::ExchangeLog::added, this, [this] { showCounts(0); });
    connect(log, &net::ExchangeLog::ended, this, &StatusLine::showCounts);
    showCounts(0);
}

void StatusLine::showCounts(base::ExchangeId last)
{
    m_exchanges->setText(counted(m_log->count(), tr("1 exchange"), tr("%1 exchanges")));
    if (const net::Exchange *exchange = last ? m_log->find(last) : nullptr; exchange && exchange->isDone())
        m_last->setText(tr("last %1").arg(durationText(*exchange->duration)));
}

void StatusLine::setConnection(const QString &keptWhere, const QByteArray &protocolVersion)
{
    m_kept->setForeignText(keptWhere);
    m_version->setText(
        protocolVersion.isEmpty() ? QString() : tr("MCP %1").arg(base::cleaned(protocolVersion, 40)));
}

} // namespace authscope::ui
