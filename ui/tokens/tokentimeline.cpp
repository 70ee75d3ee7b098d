// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokentimeline.h"

#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace authscope::ui {

QString generationStory(const oauth::TokenGeneration &generation)
{
    QStringList parts;
    if (!generation.notice.isEmpty())
        parts += isolated(base::cleaned(generation.notice, 500));
    QString how = base::cleaned(generation.how);
    if (generation.parent != 0)
        how = TokenTimeline::tr("%1 of no. %2").arg(how).arg(generation.parent);
    parts += how;
    if (!generation.gainedScopes.isEmpty())
        parts
            += TokenTimeline::tr("gained %1").arg(isolated(base::cleaned(generation.gainedScopes.join(' '))));
    if (!generation.lostScopes.isEmpty() && generation.notice.isEmpty())
        parts += TokenTimeline::tr("lost %1").arg(isolated(base::cleaned(generation.lostScopes.join(' '))));
    if (!generation.changes.isEmpty())
        parts += base::cleaned(generation.changes);
    return parts.join(u" · "_s);
}

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
    QStringList stories;
    for (const oauth::TokenGeneration &generation : generations) {
        if (!issued || !expires || generation.at <= *issued || generation.at >= *expires)
            continue;
        const QString story = tr("%1 no. %2: %3")
                                  .arg(clockTime(generation.at))
                                  .arg(generation.number)
                                  .arg(generationStory(generation));
        m_marks += { generation.at, story, !generation.notice.isEmpty() };
        stories += story;
    }
    setAccessibleDescription(stories.join(u'\n'));
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

QString TokenTimeline::fromWords() const
{
    return tr("%1 issued").arg(clockTime(*m_issued));
}

QString TokenTimeline::toWords() const
{
    return (m_now < *m_expires ? tr("%1 ends") : tr("%1 ended")).arg(clockTime(*m_expires));
}

QRectF TokenTimeline::bar() const
{
    return { fontMetrics().horizontalAdvance(fromWords()) + 16.0, height() / 2.0 - 4,
        width() - fontMetrics().horizontalAdvance(fromWords() + toWords()) - 32.0, 8 };
}

double TokenTimeline::place(base::Time time) const
{
    const double whole = double((*m_expires - *m_issued).count());
    const QRectF line = bar();
    return line.left() + line.width() * std::clamp(double((time - *m_issued).count()) / whole, 0.0, 1.0);
}

bool TokenTimeline::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !m_issued || !m_expires)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    for (const TimeMark &mark : std::as_const(m_marks)) {
        if (std::abs(place(mark.at) - help->pos().x()) < 8) {
            QToolTip::showText(help->globalPos(), plainToolTip(mark.story), this);
            return true;
        }
    }
    return QWidget::event(event);
}

void TokenTimeline::paintEvent(QPaintEvent *)
{
    if (!m_issued || !m_expires)
        return;
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(t.muted);
    painter.drawText(rect(), int(Qt::AlignLeft | Qt::AlignVCenter), fromWords());
    painter.drawText(rect(), int(Qt::AlignRight | Qt::AlignVCenter), toWords());
    const QRectF line = bar();
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.neutralTint);
    painter.drawRoundedRect(line, 4, 4);
    painter.setBrush(m_now < *m_expires ? t.good : t.bad);
    painter.drawRoundedRect(QRectF(line.left(), line.top(), place(m_now) - line.left(), line.height()), 4, 4);
    for (const TimeMark &mark : std::as_const(m_marks)) {
        const QPointF middle(place(mark.at), line.center().y());
        painter.setBrush(mark.isNoted ? t.caution : t.accent);
        if (mark.isNoted) // another shape as well as another colour
            painter.drawConvexPolygon(
                QPolygonF({ middle + QPointF(0, -7), middle + QPointF(7, 5), middle + QPointF(-7, 5) }));
        else
            painter.drawEllipse(middle, 4, 4);
    }
    painter.fillRect(QRectF(place(m_now) - 1, line.top() - 5, 2, line.height() + 10), t.accent);
}

} // namespace authscope::ui
