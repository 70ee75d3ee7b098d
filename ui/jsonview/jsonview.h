// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jsonview/jsonmodel.h"

#include <QTreeView>

namespace authscope::ui {

/// The lazy tree. Ctrl+C copies the value under the cursor.
class JsonView : public QTreeView {
    Q_OBJECT

public:
    JsonView(const QString &objectName, const QString &accessibleName);

    void setValue(const json::Value &value);
    void clearValue();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    JsonModel m_model;
};

} // namespace authscope::ui
