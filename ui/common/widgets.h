// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/theme.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>

class QBoxLayout;
class QButtonGroup;
class QHBoxLayout;
class QVBoxLayout;
class QScrollArea;

namespace authscope::ui {

/// Text, never markup.
class Label : public QLabel {
    Q_OBJECT

public:
    explicit Label(const QString &text = {}, TextRole role = TextRole::Body, Tone tone = Tone::Plain);

    void setTone(Tone tone);
    /// Words of somebody else: cleaned, and never markup.
    void setForeignText(const QString &text, qsizetype limit = 200);
    void setWrapping(bool wraps);
    void setWrappedWidth(int width); ///< as high as the text needs at that width; again after another text
    void setSelectable();
};

/// One line that gives way: elided, with the whole text as tool tip. text() is always whole.
class ElidedLabel : public Label {
    Q_OBJECT

public:
    explicit ElidedLabel(const QString &text = {}, TextRole role = TextRole::Body, Tone tone = Tone::Plain,
        Qt::TextElideMode mode = Qt::ElideRight);

    void setElided(const QString &text);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Qt::TextElideMode m_mode;
};

/// Which of several views of the same thing is shown.
class SegmentedControl : public QWidget {
    Q_OBJECT

public:
    explicit SegmentedControl(const QString &accessibleName, const QString &name);

    void add(const QString &text, const QString &objectName);
    int current() const;
    void setCurrent(int index);
    void setSegmentEnabled(int index, bool enabled);

Q_SIGNALS:
    void currentChanged(int index);

private:
    QButtonGroup *m_group;
    QHBoxLayout *m_row;
};

const char *toneName(Tone tone);
/// Sets a dynamic property the style sheet looks at.
void setStyleProperty(QWidget *widget, const char *name, const QVariant &value);

QPushButton *button(const QString &text, const QString &objectName);
QPushButton *primaryButton(const QString &text, const QString &objectName);
QPushButton *linkButton(const QString &text, const QString &objectName);
/// "I have finished there", hidden: beside what waits for something opened in the browser.
QPushButton *visitButton(const QString &objectName);
/// Shows it, ready to be pressed, or hides it.
void setVisitAwaited(QPushButton *button, bool isAwaited);
/// An icon alone; the words go to the tool tip and the accessible name.
QPushButton *iconButton(const QString &icon, const QString &words, const QString &objectName);

QFrame *card();
QFrame *rule();
QVBoxLayout *column(QWidget *owner, int margin = 0, int spacing = 8);
QHBoxLayout *row(QWidget *owner = nullptr, int margin = 0, int spacing = 8);
/// A vertically scrolling page; `content` gets the layout of the page.
QScrollArea *scrollingPage(QWidget *content, const QString &accessibleName);
/// Removes and deletes everything in a layout.
void clearLayout(QLayout *layout);

} // namespace authscope::ui
