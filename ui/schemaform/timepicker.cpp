// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/timepicker.h"

#include "ui/common/text.h"

#include <QBoxLayout>
#include <QCalendarWidget>
#include <QLineEdit>
#include <QTimeEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

bool TimePicker::offers(const QString &format)
{
    return format == u"date" || format == u"time" || format == u"date-time";
}

TimePicker::TimePicker(const QString &format, const QString &words)
    : QPushButton(tr("Pick…")), m_format(format)
{
    setProperty("quiet", true);
    setAutoDefault(false);
    setObjectName(u"pickButton"_s);
    setAccessibleName(tr("Pick: %1").arg(words));
    connect(this, &QPushButton::clicked, this, &TimePicker::open);
}

void TimePicker::open()
{
    auto *popup = new QFrame(this, Qt::Popup);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    popup->setObjectName(u"timePopup"_s);
    popup->setProperty("card", true);
    auto *all = column(popup, 8, 8);
    const QString text = m_edit ? m_edit->text() : QString();
    QDateTime start = QDateTime::fromString(text, Qt::ISODate);
    if (m_format == u"time")
        start = QDateTime::fromString(u"2000-01-01T"_s + text, Qt::ISODate);
    start = start.isValid() ? start.toLocalTime() : QDateTime::currentDateTime();

    QCalendarWidget *calendar = nullptr;
    QTimeEdit *clock = nullptr;
    if (m_format != u"time") {
        calendar = new QCalendarWidget;
        calendar->setObjectName(u"pickedDate"_s);
        calendar->setAccessibleName(tr("Date"));
        calendar->setSelectedDate(start.date());
        calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
        all->addWidget(calendar);
    }
    auto *last = row(nullptr, 0, 8);
    if (m_format != u"date") {
        clock = new QTimeEdit(start.time());
        clock->setObjectName(u"pickedTime"_s);
        clock->setAccessibleName(tr("Time of day"));
        clock->setDisplayFormat(u"HH:mm:ss"_s);
        last->addWidget(clock);
        last->addWidget(new Label(tr("local time"), TextRole::Caption, Tone::Muted));
    }
    last->addStretch();
    QPushButton *use = button(tr("Use"), u"usePickedButton"_s);
    last->addWidget(use);
    all->addLayout(last);
    const auto take = [this, popup, calendar, clock] {
        const QDate date = calendar ? calendar->selectedDate() : QDate::currentDate();
        const QDateTime local(date, clock ? clock->time() : QTime(12, 0));
        const QString zoned = local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODate);
        popup->close();
        Q_EMIT picked(m_format == u"date" ? date.toString(Qt::ISODate)
                : m_format == u"time"     ? zoned.section(u'T', 1)
                                          : zoned);
    };
    connect(use, &QPushButton::clicked, this, take);
    if (calendar)
        connect(calendar, &QCalendarWidget::activated, this, take);
    popup->move(mapToGlobal(QPoint(0, height())));
    popup->show();
    (calendar ? static_cast<QWidget *>(calendar) : clock)->setFocus();
}

} // namespace authscope::ui
