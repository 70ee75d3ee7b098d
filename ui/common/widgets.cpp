// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/widgets.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QPainter>
#include <QScrollArea>
#include <QStyle>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace authscope::ui {

const char *toneName(Tone tone)
{
    switch (tone) {
    case Tone::Plain:
        return "plain";
    case Tone::Muted:
        return "muted";
    case Tone::Accent:
        return "accent";
    case Tone::Good:
        return "good";
    case Tone::Caution:
        return "caution";
    case Tone::Bad:
        return "bad";
    }
    Q_UNREACHABLE();
    return "";
}

void setStyleProperty(QWidget *widget, const char *name, const QVariant &value)
{
    if (widget->property(name) == value)
        return;
    widget->setProperty(name, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

Label::Label(const QString &text, TextRole role, Tone tone) : QLabel(text)
{
    setTextFormat(Qt::PlainText);
    setFont(fontFor(role));
    setProperty("tone", QLatin1StringView(toneName(tone)));
}

void Label::setTone(Tone tone)
{
    setStyleProperty(this, "tone", QLatin1StringView(toneName(tone)));
}

void Label::setForeignText(const QString &text, qsizetype limit)
{
    setText(base::cleaned(text, limit));
}

void Label::setWrapping(bool wraps)
{
    setWordWrap(wraps);
    setMinimumWidth(1);
}

void Label::setWrappedWidth(int width)
{
    setWordWrap(true);
    setFixedWidth(width);
    setFixedHeight(heightForWidth(width));
}

void Label::setSelectable()
{
    setTextInteractionFlags(Qt::TextSelectableByMouse);
}

ElidedLabel::ElidedLabel(const QString &text, TextRole role, Tone tone, Qt::TextElideMode mode)
    : Label({}, role, tone), m_mode(mode)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setElided(text);
}

void ElidedLabel::setElided(const QString &text)
{
    setText(text);
    setToolTip(plainToolTip(text));
    updateGeometry();
}

QSize ElidedLabel::sizeHint() const
{
    return { fontMetrics().horizontalAdvance(text()) + 2, fontMetrics().height() };
}

QSize ElidedLabel::minimumSizeHint() const
{
    return { std::min(sizeHint().width(), fontMetrics().averageCharWidth() * 6), fontMetrics().height() };
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.setFont(font());
    painter.drawText(contentsRect(), int(alignment() | Qt::AlignVCenter) | Qt::TextSingleLine,
        fontMetrics().elidedText(text(), m_mode, width()));
}

SegmentedControl::SegmentedControl(const QString &accessibleName, const QString &name)
    : m_group(new QButtonGroup(this)), m_row(row(this, 0, 2))
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentedControl::currentChanged);
}

void SegmentedControl::add(const QString &text, const QString &objectName)
{
    QPushButton *segment = button(text, objectName);
    segment->setProperty("segment", true);
    segment->setCheckable(true);
    segment->setAccessibleName(u"%1: %2"_s.arg(accessibleName(), text));
    m_group->addButton(segment, int(m_group->buttons().size()));
    m_row->addWidget(segment);
    if (m_group->buttons().size() == 1)
        segment->setChecked(true);
}

int SegmentedControl::current() const
{
    return m_group->checkedId();
}

void SegmentedControl::setCurrent(int index)
{
    if (index == current() || !m_group->button(index))
        return;
    m_group->button(index)->setChecked(true);
    Q_EMIT currentChanged(index);
}

void SegmentedControl::setSegmentEnabled(int index, bool enabled)
{
    m_group->button(index)->setEnabled(enabled);
}

QPushButton *button(const QString &text, const QString &objectName)
{
    auto *made = new QPushButton(text);
    made->setObjectName(objectName);
    made->setAutoDefault(false);
    made->setAccessibleName(QString(text).remove(u'&'));
    return made;
}

QPushButton *primaryButton(const QString &text, const QString &objectName)
{
    QPushButton *made = button(text, objectName);
    made->setProperty("primary", true);
    return made;
}

QPushButton *linkButton(const QString &text, const QString &objectName)
{
    QPushButton *made = button(text, objectName);
    made->setProperty("link", true);
    made->setCursor(Qt::PointingHandCursor);
    made->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    return made;
}

QPushButton *visitButton(const QString &objectName)
{
    QPushButton *made = button(QPushButton::tr("I have &finished there"), objectName);
    const QString words = QPushButton::tr(
        "The server waits for what it had you open in the browser. It goes on by itself when the server says "
        "that it is done; press this when it does not.");
    made->setToolTip(plainToolTip(words));
    made->setAccessibleDescription(words);
    made->hide();
    // Once is enough, and pressing it is the last thing to do with it.
    QObject::connect(made, &QPushButton::clicked, made, [made] { made->setEnabled(false); });
    return made;
}

void setVisitAwaited(QPushButton *button, bool isAwaited)
{
    button->setEnabled(isAwaited);
    button->setVisible(isAwaited);
}

QPushButton *iconButton(const QString &icon, const QString &words, const QString &objectName)
{
    QPushButton *made = button({}, objectName);
    made->setProperty("quiet", true);
    made->setIcon(tintedIcon(icon));
    made->setToolTip(plainToolTip(words));
    made->setAccessibleName(words);
    return made;
}

QFrame *card()
{
    auto *frame = new QFrame;
    frame->setProperty("card", true);
    return frame;
}

QFrame *rule()
{
    auto *frame = new QFrame;
    frame->setProperty("rule", true);
    return frame;
}

QVBoxLayout *column(QWidget *owner, int margin, int spacing)
{
    auto *layout = owner ? new QVBoxLayout(owner) : new QVBoxLayout;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(spacing);
    return layout;
}

QHBoxLayout *row(QWidget *owner, int margin, int spacing)
{
    auto *layout = owner ? new QHBoxLayout(owner) : new QHBoxLayout;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(spacing);
    return layout;
}

QScrollArea *scrollingPage(QWidget *content, const QString &accessibleName)
{
    auto *area = new QScrollArea;
    content->setProperty("page", true);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(accessibleName);
    return area;
}

void clearLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // it may be the sender of what brought us here
        } else if (QLayout *inner = item->layout()) {
            clearLayout(inner);
        }
        delete item;
    }
}

} // namespace authscope::ui
