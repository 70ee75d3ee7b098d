// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/jsonview/jsonsearch.h"
#include "ui/jsonview/jsonview.h"

namespace authscope::ui {

class FindBar;

/// A tree with a field to find something in it: words in names and values, or a place by its JSON Pointer
/// ("/boards/3/title", "#/boards/3").
class JsonBrowser : public QWidget {
    Q_OBJECT

public:
    /// `name`: of the tree; begins the names of the rest.
    JsonBrowser(const QString &name, const QString &accessibleName);

    void setDocument(const json::Shared &document); ///< nothing happens when it is the one shown
    void clear();
    JsonView *tree() const { return m_tree; }
    FindBar *findBar() const { return m_find; }
    void revealPointer(const QByteArray &pointer); ///< or what is nearest to it

private:
    void find(const QString &text);
    void move(int by);
    void advance();
    void showState();

    FindBar *m_find;
    JsonView *m_tree;
    ElidedLabel *m_place;
    JsonSearch m_search;
    qsizetype m_current = -1;
    bool m_isPointer = false;
};

} // namespace authscope::ui
