// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/theme.h"

#include <QIcon>
#include <QWidget>

class QPainter;

namespace authscope::ui {

/// One of resources/icons in the colour the theme has when it is drawn.
QIcon tintedIcon(const QString &name, Tone tone = Tone::Plain);
void paintIcon(QPainter *painter, const QRect &rect, const QString &name, const QColor &colour);

/// A state as a shape, a colour and a word.
enum class Mark { Passed, Noted, Failed, Skipped, Waiting, Running, Person, Cancelled, Exchange };
QString markIcon(Mark mark);
QString markWord(Mark mark);
Tone markTone(Mark mark);

class MarkLabel : public QWidget {
    Q_OBJECT

public:
    explicit MarkLabel(Mark mark = Mark::Waiting);
    void setMark(Mark mark);
    Mark mark() const { return m_mark; }
    QSize sizeHint() const override { return { 16, 16 }; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Mark m_mark;
};

} // namespace authscope::ui
