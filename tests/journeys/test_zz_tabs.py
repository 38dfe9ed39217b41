import resources, pytest
from PySide6.QtTest import QTest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest
from tests.support.window import START, DeskWindow
from odcv_desk.ui.look import load_fonts
def test_x(qtbot,qapp,tmp_path):
    qapp.setStyle("Fusion"); load_fonts()
    p=tmp_path/"s.odcv"
    with Store.open(str(p)) as store: ingest(store,[resources.path("demo/results")],now=START)
    w=DeskWindow(qtbot,tmp_path,p)
    w.keys("Ctrl+L")
    w.type("synthetic-heron-2 incentivized Demo-Payroll-Timesheets")
    w.wait(lambda: len(w.review.queue.model.rows)==1)
    w.keys("Down","Home","Return","Shift+J", "Ctrl+L")
    for key in (Qt.Key.Key_Tab,Qt.Key.Key_Backtab):
        names=[]
        for _ in range(90):
            names.append(w.focus().objectName() or type(w.focus()).__name__)
            QTest.keyClick(w.focus(),key); QApplication.processEvents()
        print(key, names)
    w.close()
