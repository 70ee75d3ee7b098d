// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/preview/textsearch.h"
#include "ui/preview/textview.h"

namespace authscope::ui {

class FindBar;

/// A text of any size with a field to find something in it.
class TextBrowser : public QWidget {
    Q_OBJECT

public:
    /// `name`: of the view; begins the names of the rest.
    TextBrowser(const QString &name, const QString &accessibleName);

    void setBytes(const QByteArray &utf8);
    void clear() { setBytes({}); }
    TextView *view() const { return m_view; }
    FindBar *findBar() const { return m_find; }

private:
    void find(const QString &text);
    void move(int by);
    void advance();
    void showState();

    FindBar *m_find;
    TextView *m_view;
    TextSearch m_search;
    Label *m_note;
    qsizetype m_current = -1;
};

} // namespace authscope::ui
