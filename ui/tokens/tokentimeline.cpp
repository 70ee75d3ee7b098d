// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokentimeline.h"

#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

TokenTimeline::TokenTimeline()
{
    setObjectName(u"tokenTimeline"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize TokenTimeline::sizeHint() const
{
    return { 300, fontMetrics().height() + 8 };
}

void TokenTimeline::setTimes(std::optional<base::Time> issued, std::optional<base::Time> expires,
    const QList<oauth::TokenGeneration> &generations)
{
    m_issued = issued;
    m_expires = expires;
    m_marks.clear();
    for (const oauth::TokenGeneration &generation : generations) {
        if (issued && expires && generation.at > *issued && generation.at < *expires)
            m_marks += generation.at;
    }
    setVisible(issued && expires && *issued < *expires);
    update();
}

void TokenTimeline::tick(base::Time now)
{
    m_now = now;
    if (!m_issued || !m_expires)
        return;
    const QString words = tr("Issued %1, ends %2").arg(wholeTime(*m_issued), wholeTime(*m_expires));
    setAccessibleName(words);
    setToolTip(plainToolTip(words));
    update();
}

void TokenTimeline::paintEvent(QPaintEvent *)
{
    if (!m_issued || !m_expires)
        return;
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QString from = tr("%1 issued").arg(clockTime(*m_issued));
    const QString to = (m_now < *m_expires ? tr("%1 ends") : tr("%1 ended")).arg(clockTime(*m_expires));
    painter.setPen(t.muted);
    painter.drawText(rect(), int(Qt::AlignLeft | Qt::AlignVCenter), from);
    painter.drawText(rect(), int(Qt::AlignRight | Qt::AlignVCenter), to);
    const QRectF bar(fontMetrics().horizontalAdvance(from) + 16, height() / 2.0 - 4,
        width() - fontMetrics().horizontalAdvance(from + to) - 32, 8);
    const double whole = double((*m_expires - *m_issued).count());
    const auto place = [&](base::Time time) {
        return bar.left() + bar.width() * std::clamp(double((time - *m_issued).count()) / whole, 0.0, 1.0);
    };
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.neutralTint);
    painter.drawRoundedRect(bar, 4, 4);
    painter.setBrush(m_now < *m_expires ? t.good : t.bad);
    painter.drawRoundedRect(QRectF(bar.left(), bar.top(), place(m_now) - bar.left(), bar.height()), 4, 4);
    painter.setBrush(t.accent);
    for (const base::Time mark : m_marks)
        painter.drawEllipse(QPointF(place(mark), bar.center().y()), 4, 4);
    painter.fillRect(QRectF(place(m_now) - 1, bar.top() - 5, 2, bar.height() + 10), t.accent);
}

} // namespace authscope::ui
