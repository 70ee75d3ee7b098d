// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jsonview/jsonmodel.h"

#include <QTreeView>

class QMenu;

namespace authscope::ui {

/// The lazy tree. Ctrl+C copies the value under the cursor, Ctrl+Shift+C its pointer; the menu has the rest.
class JsonView : public QTreeView {
    Q_OBJECT

public:
    JsonView(const QString &objectName, const QString &accessibleName);

    void setValue(const json::Value &value); ///< copies it
    void setDocument(const json::Shared &document);
    void clearValue();
    const json::Shared &document() const { return m_model.document(); }
    JsonModel *jsonModel() { return &m_model; }

    void reveal(const JsonPath &path); ///< opens the way, selects it and scrolls there
    QByteArray currentPointer() const;

Q_SIGNALS:
    void currentPointerChanged(const QByteArray &pointer);
    void tableRequested(const QByteArray &pointer); ///< of a list of objects
    void saveRequested(const QByteArray &pointer);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void copyValue();
    void copyPointer();
    void copyPath();
    void openAll(); ///< below the current one, as far as a screen or two
    QMenu *makeMenu();

    JsonModel m_model;
};

} // namespace authscope::ui
